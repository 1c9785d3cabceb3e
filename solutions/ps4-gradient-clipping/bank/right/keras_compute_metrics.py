"""Logs by compute_metrics, as keras.Model does.

marks: 15
fails: []
feedback: []
"""


# %% grad-norm
class GradNorm(keras.Model):
    def train_step(self, data):
        x, y, sample_weight = keras.utils.unpack_x_y_sample_weight(data)
        with tf.GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = self.compute_loss(x=x, y=y, y_pred=y_pred, sample_weight=sample_weight, training=True)
        self._loss_tracker.update_state(loss)
        weights = self.trainable_weights
        gradients = tape.gradient(loss, weights)
        norm = tf.norm(tf.concat([tf.reshape(g, [-1]) for g in gradients], axis=0))
        self.optimizer.apply_gradients(zip(gradients, weights))
        logs = self.compute_metrics(x, y, y_pred, sample_weight)
        logs["grad_norm"] = norm
        return logs
