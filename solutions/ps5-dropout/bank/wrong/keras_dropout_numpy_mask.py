"""Draws the mask by NumPy: in compiled code there is only one.

marks: 29
fails:
  - test-my-dropout-fresh
feedback:
  - fit
"""


# %% my-dropout
class MyDropout(keras.layers.Layer):
    def __init__(self, rate, seed=None, **kwargs):
        super().__init__(**kwargs)
        self.rate, self.rng = rate, np.random.default_rng(seed)

    def call(self, x, training=None):
        if not training:
            return x
        kept = self.rng.random((1, *x.shape[1:]) if x.shape[0] is None else x.shape) >= self.rate
        return keras.ops.where(kept, x / (1 - self.rate), 0.0)
