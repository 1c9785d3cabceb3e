"""Forgets to return.

marks: 28
fails:
  - test-mc-dropout-predict
  - test-mc-dropout-training
feedback:
  - gives nothing back
"""


# %% mc-dropout
class MCDropout(keras.layers.Dropout):
    def call(self, inputs, training=None):
        super().call(inputs, training=True)
