"""Drops each entry on its own, whatever the inherited noise_shape says.

marks: 29
fails:
  - test-mc-dropout-training
feedback:
  - "`noise_shape` of Keras"
"""


# %% mc-dropout
class MCDropout(keras.layers.Dropout):
    def call(self, inputs, training=None):
        return keras.random.dropout(inputs, self.rate, seed=self.seed_generator)
