"""Takes the rate for the probability to keep.

marks: 28
fails:
  - test-mc-dropout-predict
  - test-mc-dropout-training
feedback:
  - share of zeros must be the rate
"""


# %% mc-dropout
class MCDropout(keras.layers.Dropout):
    def call(self, inputs, training=None):
        return keras.random.dropout(inputs, 1 - self.rate, seed=self.seed_generator)
