"""Layers with the same seed share one generator.

marks: 29
fails:
  - test-my-dropout-fresh
feedback:
  - SeedGenerator of its own
"""

# %% my-dropout
generators = {}


class MyDropout(keras.layers.Layer):
    def __init__(self, rate, seed=None, **kwargs):
        super().__init__(**kwargs)
        self.rate = rate
        self.seed_generator = (
            generators.setdefault(seed, keras.random.SeedGenerator(seed))
            if seed
            else keras.random.SeedGenerator()
        )

    def call(self, x, training=None):
        if not training:
            return x
        kept = keras.random.uniform(keras.ops.shape(x), seed=self.seed_generator) >= self.rate
        return keras.ops.where(kept, x / (1 - self.rate), 0.0)
