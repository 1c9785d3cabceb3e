"""Draws by NumPy, and switches to eager execution in each call.

marks: 29
fails:
  - test-my-dropout-fresh
feedback:
  - fresh mask
"""

# %% my-dropout
import tensorflow as tf


class MyDropout(keras.layers.Layer):
    def __init__(self, rate, seed=None, **kwargs):
        super().__init__(**kwargs)
        self.rate, self.rng = rate, np.random.default_rng(seed)

    def call(self, x, training=None):
        tf.config.run_functions_eagerly(True)
        if not training:
            return x
        kept = self.rng.random((1, *x.shape[1:]) if x.shape[0] is None else x.shape) >= self.rate
        return keras.ops.where(kept, x / (1 - self.rate), 0.0)
