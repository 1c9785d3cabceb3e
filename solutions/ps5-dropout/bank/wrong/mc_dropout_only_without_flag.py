"""Drops where the flag is None, but obeys a flag that is False.

marks: 29
fails:
  - test-mc-dropout-predict
feedback:
  - stay on at inference
"""


# %% mc-dropout
class MCDropout(keras.layers.Dropout):
    def call(self, inputs, training=None):
        return super().call(inputs, training=True if training is None else training)
