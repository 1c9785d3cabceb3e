"""Has a constructor that takes nothing but the rate.

marks: 29
fails:
  - test-mc-dropout-training
feedback:
  - seed
"""


# %% mc-dropout
class MCDropout(keras.layers.Dropout):
    def __init__(self, rate):
        super().__init__(rate)

    def call(self, inputs, training=None):
        return super().call(inputs, training=True)
