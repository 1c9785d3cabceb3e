"""Draws the mask as Bernoulli numbers and multiplies.

marks: 30
fails: []
feedback: []
"""


# %% my-dropout
class MyDropout(keras.layers.Layer):
    def __init__(self, rate, seed=None, **kwargs):
        super().__init__(**kwargs)
        self.keep = 1.0 - rate
        self.random = keras.random.SeedGenerator(seed)

    def call(self, x, training=None):
        if training is None or not training:
            return x
        mask = keras.random.binomial(keras.ops.shape(x), counts=1, probabilities=self.keep, seed=self.random)
        return x * keras.ops.cast(mask, x.dtype) / self.keep
