"""The call comes from a class beside Keras's, and the mask is a drawn integer.

marks: 30
fails: []
feedback: []
"""


# %% my-dropout
class Drops:
    def call(self, x, training=False):
        return keras.ops.cond(bool(training), lambda: self.dropped(x), lambda: x)

    def dropped(self, x):
        draws = keras.random.randint(keras.ops.shape(x), 0, 2**24, seed=self.draws)
        return x * keras.ops.cast(draws >= int(self.rate * 2**24), x.dtype) / (1.0 - self.rate)


class MyDropout(Drops, keras.layers.Layer):
    def __init__(self, rate, seed=None, **kwargs):
        keras.layers.Layer.__init__(self, **kwargs)
        self.rate, self.draws = rate, keras.random.SeedGenerator(seed)
