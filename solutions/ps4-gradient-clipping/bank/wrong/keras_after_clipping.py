"""Clips the gradient as the optimizer does, and logs the norm after that.

marks: 14
fails:
  - test-grad-norm-before-clipping
feedback:
  - before clipping
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
        for name in ("clipvalue", "clipnorm", "global_clipnorm"):
            if getattr(self.optimizer, name):
                gradients = self.optimizer._clip_gradients(gradients)
        norm = tf.linalg.global_norm(gradients)
        return logs | {"grad_norm": norm}
