"""Logs the norm as a text.

marks: 11
fails:
  - test-grad-norm-logged
  - test-grad-norm-before-clipping
  - test-grad-norm-training
  - test-grad-norm-logs
feedback:
  - grad_norm
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
        logs = {metric.name: metric.result() for metric in self.metrics}
        norm = tf.strings.as_string(tf.linalg.global_norm(gradients))
        return logs | {"grad_norm": norm}
