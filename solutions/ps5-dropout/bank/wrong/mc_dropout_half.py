"""Drops half of the units, whatever the rate.

marks: 28
fails:
  - test-mc-dropout-predict
  - test-mc-dropout-training
feedback:
  - must be the rate
"""


# %% mc-dropout
class MCDropout(keras.layers.Dropout):
    def call(self, inputs, training=None):
        return keras.random.dropout(inputs, 0.5, seed=self.seed_generator)
