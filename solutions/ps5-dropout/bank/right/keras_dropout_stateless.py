"""Draws by TensorFlow's stateless function, from the next seed of its generator.

marks: 30
fails: []
feedback: []
"""

# %% my-dropout
import tensorflow as tf


class MyDropout(keras.layers.Layer):
    def __init__(self, rate, seed=None, **kwargs):
        super().__init__(**kwargs)
        self.rate = rate
        self.seed_generator = keras.random.SeedGenerator(seed)

    def call(self, x, training=None):
        if not training:
            return x
        kept = tf.random.stateless_uniform(tf.shape(x), seed=self.seed_generator.next()) >= self.rate
        return keras.ops.where(kept, x / (1 - self.rate), 0.0)
