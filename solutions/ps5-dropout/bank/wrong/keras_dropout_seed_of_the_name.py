"""Without a seed, takes the name of the layer for one.

marks: 29
fails:
  - test-my-dropout-fresh
feedback:
  - without a seed draw the same masks
"""

# %% my-dropout
import zlib


class MyDropout(keras.layers.Layer):
    def __init__(self, rate, seed=None, **kwargs):
        super().__init__(**kwargs)
        self.rate = rate
        self.seed_generator = keras.random.SeedGenerator(
            zlib.crc32(self.name.encode()) if seed is None else seed
        )

    def call(self, x, training=None):
        if not training:
            return x
        kept = keras.random.uniform(keras.ops.shape(x), seed=self.seed_generator) >= self.rate
        return keras.ops.where(kept, x / (1 - self.rate), 0.0)
