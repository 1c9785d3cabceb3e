"""Hands a number to Keras as seed, so that every mask is the same.

marks: 29
fails:
  - test-my-dropout-fresh
feedback:
  - new mask
"""


# %% my-dropout
class MyDropout(keras.layers.Layer):
    def __init__(self, rate, seed=None, **kwargs):
        super().__init__(**kwargs)
        self.rate, self.seed = rate, seed or 1

    def call(self, x, training=None):
        if not training:
            return x
        kept = keras.random.uniform(keras.ops.shape(x), seed=self.seed) >= self.rate
        return keras.ops.where(kept, x / (1 - self.rate), 0.0)
