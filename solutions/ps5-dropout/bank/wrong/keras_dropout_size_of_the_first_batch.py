"""Keeps the shape of the first mini-batch for all masks.

marks: 29
fails:
  - test-my-dropout-training
feedback:
  - raised
"""


# %% my-dropout
class MyDropout(keras.layers.Layer):
    def __init__(self, rate, seed=None, **kwargs):
        super().__init__(**kwargs)
        self.rate = rate
        self.seed_generator = keras.random.SeedGenerator(seed)

    def call(self, x, training=None):
        if not training:
            return x
        self.size = getattr(self, "size", x.shape)
        kept = keras.random.uniform(self.size, seed=self.seed_generator) >= self.rate
        return keras.ops.where(kept, x / (1 - self.rate), 0.0)
