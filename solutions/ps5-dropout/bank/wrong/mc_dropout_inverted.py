"""Drops at inference only.

marks: 29
fails:
  - test-mc-dropout-training
feedback:
  - dropout is on
"""


# %% mc-dropout
class MCDropout(keras.layers.Dropout):
    def call(self, inputs, training=None):
        return super().call(inputs, training=not training)
