"""Turns the input into an array of NumPy, which cannot be compiled.

marks: 29
fails:
  - test-my-dropout-fresh
feedback:
  - fit cannot compile
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
        x = np.array(keras.ops.convert_to_numpy(x))
        kept = keras.random.uniform(x.shape, seed=self.seed_generator) >= self.rate
        return keras.ops.where(kept, x / (1 - self.rate), 0.0)
