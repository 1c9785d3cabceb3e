"""Counts the frozen variables in the norm, though it does not update them.

marks: 14
fails:
  - test-grad-norm-logged
feedback:
  - frozen layer
"""


# %% grad-norm
class GradNorm(keras.Model):
    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape, tf.GradientTape() as other:
            y_pred = self(x, training=True)
            loss = self.compute_loss(x=x, y=y, y_pred=y_pred)
        layers = [layer for layer in self.layers if layer.variables and "dense" in layer.name]
        everything = other.gradient(loss, [v for layer in layers for v in layer.variables])
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply(gradients, self.trainable_variables)
        for metric in self.metrics:
            if metric.name == "loss":
                metric.update_state(loss)
            else:
                metric.update_state(y, y_pred)
        logs = {metric.name: metric.result() for metric in self.metrics}
        norm = tf.linalg.global_norm(everything)
        return logs | {"grad_norm": norm}
