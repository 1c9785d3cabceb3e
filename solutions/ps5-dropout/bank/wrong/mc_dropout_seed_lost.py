"""Draws from Keras's own state, so that the inherited seed is lost.

marks: 29
fails:
  - test-mc-dropout-training
feedback:
  - "`seed` of Keras"
"""


# %% mc-dropout
class MCDropout(keras.layers.Dropout):
    def call(self, inputs, training=None):
        return keras.random.dropout(inputs, self.rate, noise_shape=self.noise_shape)
