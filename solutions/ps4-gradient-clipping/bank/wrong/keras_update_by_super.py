"""Makes its own update, and leaves another one to the method of keras.Model.

marks: 13
fails:
  - test-grad-norm-training
  - test-grad-norm-logs
feedback:
  - once
"""


# %% grad-norm
class GradNorm(keras.Model):
    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = self.compute_loss(x=x, y=y, y_pred=y_pred)
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply(gradients, self.trainable_variables)
        logs = super().train_step(data)
        norm = tf.linalg.global_norm(gradients)
        return logs | {"grad_norm": norm}
