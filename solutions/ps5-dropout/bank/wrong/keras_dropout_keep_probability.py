"""Takes the rate for the probability to keep.

marks: 29
fails:
  - test-my-dropout-training
feedback:
  - share of zeros must be the rate
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
        kept = keras.random.uniform(keras.ops.shape(x), seed=self.seed_generator) < self.rate
        return keras.ops.where(kept, x / self.rate, 0.0)
