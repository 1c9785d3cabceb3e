"""Adds a number of NumPy's global state to the seed.

marks: 29
fails:
  - test-my-dropout-fresh
feedback:
  - whatever Keras's own seed is
"""


# %% my-dropout
class MyDropout(keras.layers.Layer):
    def __init__(self, rate, seed=None, **kwargs):
        super().__init__(**kwargs)
        self.rate = rate
        self.seed_generator = keras.random.SeedGenerator(
            None if seed is None else seed + int(np.random.get_state()[1][0]) % 1000
        )

    def call(self, x, training=None):
        if not training:
            return x
        kept = keras.random.uniform(keras.ops.shape(x), seed=self.seed_generator) >= self.rate
        return keras.ops.where(kept, x / (1 - self.rate), 0.0)
