"""Uses one seed for all layers.

marks: 29
fails:
  - test-my-dropout-fresh
feedback:
  - without a seed
"""


# %% my-dropout
class MyDropout(keras.layers.Layer):
    def __init__(self, rate, seed=None, **kwargs):
        super().__init__(**kwargs)
        self.rate = rate
        self.seed_generator = keras.random.SeedGenerator(0 if seed is None else seed)

    def call(self, x, training=None):
        if not training:
            return x
        kept = keras.random.uniform(keras.ops.shape(x), seed=self.seed_generator) >= self.rate
        return keras.ops.where(kept, x / (1 - self.rate), 0.0)
