"""Takes all variables, the frozen ones too.

marks: 13
fails:
  - test-grad-norm-logged
  - test-grad-norm-training
feedback:
  - frozen layer
"""


# %% grad-norm
class GradNorm(keras.Model):
    def train_step(self, data):
        x, y = data
        everything = [v for layer in self.layers for v in layer.variables if v.dtype == "float32"]
        with tf.GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = self.compute_loss(x=x, y=y, y_pred=y_pred)
        gradients = tape.gradient(loss, everything)
        for variable, gradient in zip(everything, gradients):
            if not variable.trainable:
                variable.assign_sub(self.optimizer.learning_rate * gradient)
        trainable = [g for v, g in zip(everything, gradients) if v.trainable]
        self.optimizer.apply(trainable, self.trainable_variables)
        for metric in self.metrics:
            if metric.name == "loss":
                metric.update_state(loss)
            else:
                metric.update_state(y, y_pred)
        logs = {metric.name: metric.result() for metric in self.metrics}
        norm = tf.linalg.global_norm(gradients)
        return logs | {"grad_norm": norm}
