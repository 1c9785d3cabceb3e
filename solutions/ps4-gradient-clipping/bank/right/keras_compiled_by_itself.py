"""The step is a tf.function of its own, and the norm one of keras.ops.

marks: 15
fails: []
feedback: []
"""


# %% grad-norm
class GradNorm(keras.Model):
    @tf.function
    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = self.compute_loss(x=x, y=y, y_pred=y_pred)
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply(gradients, self.trainable_variables)
        for metric in self.metrics:
            if metric.name == "loss":
                metric.update_state(loss)
            else:
                metric.update_state(y, y_pred)
        logs = {metric.name: metric.result() for metric in self.metrics}
        norm = keras.ops.norm(keras.ops.concatenate([keras.ops.ravel(g) for g in gradients]))
        return logs | {"grad_norm": norm}
