"""Drops whole samples.

marks: 28
fails:
  - test-my-dropout-training
  - test-my-dropout-fresh
feedback:
  - on its own
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
        kept = (
            keras.random.uniform(
                (keras.ops.shape(x)[0],) + (1,) * (len(x.shape) - 1), seed=self.seed_generator
            )
            >= self.rate
        )
        return keras.ops.where(kept, x / (1 - self.rate), 0.0)
