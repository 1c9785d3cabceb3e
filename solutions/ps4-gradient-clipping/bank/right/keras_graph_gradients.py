"""Takes the gradient by tf.gradients, which is there only where fit is compiled.

marks: 15
fails: []
feedback: []
"""


# %% grad-norm
class GradNorm(keras.Model):
    def train_step(self, data):
        x, y = data
        y_pred = self(x, training=True)
        loss = self.compute_loss(x=x, y=y, y_pred=y_pred)
        variables = [variable.value for variable in self.trainable_variables]
        gradients = tf.gradients(loss, variables)
        self.optimizer.apply(gradients, self.trainable_variables)
        logs = self.compute_metrics(x, y, y_pred)
        self._loss_tracker.update_state(loss)
        return {**logs, "loss": self._loss_tracker.result(), "grad_norm": tf.linalg.global_norm(gradients)}
