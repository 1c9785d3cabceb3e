"""Tracks the norm by a metric, the mean over the epoch.

marks: 15
fails: []
feedback: []
"""


# %% grad-norm
class GradNorm(keras.Model):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.tracker = keras.metrics.Mean(name="grad_norm")

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = self.compute_loss(x=x, y=y, y_pred=y_pred)
        gradients = tape.gradient(loss, self.trainable_variables)
        self.tracker.update_state(tf.sqrt(tf.add_n([tf.reduce_sum(g**2) for g in gradients])))
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
        for metric in self.metrics:
            if metric.name == "loss":
                metric.update_state(loss)
            elif metric is not self.tracker:
                metric.update_state(y, y_pred)
        return {m.name: m.result() for m in self.metrics}
