"""Drops once more in training.

marks: 29
fails:
  - test-mc-dropout-training
feedback:
  - once
"""


# %% mc-dropout
class MCDropout(keras.layers.Dropout):
    def call(self, inputs, training=None):
        inputs = super().call(inputs, training=training)
        return super().call(inputs, training=True)
