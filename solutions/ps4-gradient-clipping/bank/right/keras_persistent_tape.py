"""Two gradients from one persistent tape, a loop over pairs, logs put together by hand.

marks: 15
fails: []
feedback: []
"""


# %% grad-norm
class GradNorm(keras.Model):
    def train_step(self, data):
        x, y = data[0], data[1]
        with tf.GradientTape(persistent=True) as tape:
            y_pred = self(x, training=True)
            loss = self.compute_loss(x, y, y_pred)
        total = 0.0
        for weight in self.trainable_weights:
            total += tf.reduce_sum(tf.square(tape.gradient(loss, weight)))
        pairs = [(tape.gradient(loss, weight), weight) for weight in self.trainable_weights]
        del tape
        self.optimizer.apply_gradients(pairs)
        logs = {"grad_norm": total**0.5}
        for metric in self.metrics:
            arguments = (loss,) if metric.name == "loss" else (y, y_pred)
            metric.update_state(*arguments)
            result = metric.result()
            logs.update(result if isinstance(result, dict) else {metric.name: result})
        return logs
