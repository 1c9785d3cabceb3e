"""Makes a new SeedGenerator in each call.

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
        self.rate, self.seed = rate, seed

    def call(self, x, training=None):
        if not training:
            return x
        generator = keras.random.SeedGenerator(self.seed or 1)
        kept = keras.random.uniform(keras.ops.shape(x), seed=generator) >= self.rate
        return keras.ops.where(kept, x / (1 - self.rate), 0.0)
