"""The loss is the mean squared error, whatever the model is compiled for.

marks: 12
fails:
  - test-grad-norm-logged
  - test-grad-norm-training
  - test-grad-norm-logs
feedback:
  - for which the model is compiled
"""


# %% grad-norm
class GradNorm(keras.Model):
    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = tf.reduce_mean(tf.square(y - y_pred))
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply(gradients, self.trainable_variables)
        for metric in self.metrics:
            if metric.name == "loss":
                metric.update_state(loss)
            else:
                metric.update_state(y, y_pred)
        logs = {metric.name: metric.result() for metric in self.metrics}
        norm = tf.linalg.global_norm(gradients)
        return logs | {"grad_norm": norm}
