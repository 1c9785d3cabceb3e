"""Right in an odd surrounding: eager execution, double precision, mixed precision and seeds are set beside the class.

marks: 30
fails: []
feedback: []
"""

# %% my-dropout
import tensorflow as tf

tf.config.run_functions_eagerly(True)
keras.utils.set_random_seed(1)
keras.config.set_floatx("float64")
keras.config.set_dtype_policy("mixed_float16")
keras.config.set_epsilon(0.1)


class MyDropout(keras.layers.Layer):
    def __init__(self, rate, seed=None, **kwargs):
        super().__init__(**kwargs)
        self.rate = rate
        self.seed_generator = keras.random.SeedGenerator(seed)

    def call(self, x, training=None):
        if not training:
            return x
        kept = keras.random.uniform(keras.ops.shape(x), seed=self.seed_generator) >= self.rate
        return keras.ops.where(kept, x / (1 - self.rate), 0.0)
