"""Draws the same mask in each call.

marks: 28
fails:
  - test-mc-dropout-predict
  - test-mc-dropout-training
feedback:
  - different masks
"""


# %% mc-dropout
class MCDropout(keras.layers.Dropout):
    def call(self, inputs, training=None):
        return keras.random.dropout(inputs, self.rate, seed=1)
