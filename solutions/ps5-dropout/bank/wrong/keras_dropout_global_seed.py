"""Sets Keras's seed and draws from Keras's own state.

marks: 29
fails:
  - test-my-dropout-fresh
feedback:
  - SeedGenerator of its own
"""


# %% my-dropout
class MyDropout(keras.layers.Layer):
    def __init__(self, rate, seed=None, **kwargs):
        super().__init__(**kwargs)
        self.rate = rate
        if seed is not None:
            keras.utils.set_random_seed(seed)

    def call(self, x, training=None):
        if not training:
            return x
        kept = keras.random.uniform(keras.ops.shape(x)) >= self.rate
        return keras.ops.where(kept, x / (1 - self.rate), 0.0)
