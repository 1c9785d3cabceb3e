"""Takes the gradient once for the log, and leaves the update to keras.Model.

marks: 15
fails: []
feedback: []
"""


# %% grad-norm
class GradNorm(keras.Model):
    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            loss = self.compute_loss(x=x, y=y, y_pred=self(x, training=False))
        gradients = tape.gradient(loss, self.trainable_variables)
        norm = keras.ops.sqrt(sum(keras.ops.sum(keras.ops.square(g)) for g in gradients))
        logs = super().train_step(data)
        logs["grad_norm"] = norm
        return logs
