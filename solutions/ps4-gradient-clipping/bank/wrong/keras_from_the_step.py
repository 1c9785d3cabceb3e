"""Logs the length of the step over the learning rate, which is the norm after clipping.

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
        before = [v + 0.0 for v in self.trainable_variables]
        self.optimizer.apply(gradients, self.trainable_variables)
        for metric in self.metrics:
            if metric.name == "loss":
                metric.update_state(loss)
            else:
                metric.update_state(y, y_pred)
        logs = {metric.name: metric.result() for metric in self.metrics}
        steps = [old - v for old, v in zip(before, self.trainable_variables)]
        norm = tf.linalg.global_norm(steps) / self.optimizer.learning_rate
        return logs | {"grad_norm": norm}
