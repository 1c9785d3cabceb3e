"""Logs the mean absolute error, whatever the compiled metrics are.

marks: 14
fails:
  - test-grad-norm-logs
feedback:
  - compiled metrics
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
        for metric in self.metrics:
            if metric.name == "loss":
                metric.update_state(loss)
            else:
                metric.update_state(y, y_pred)
        logs = {"loss": self.metrics[0].result(), "mae": tf.reduce_mean(tf.abs(y - y_pred))}
        norm = tf.linalg.global_norm(gradients)
        return logs | {"grad_norm": norm}
