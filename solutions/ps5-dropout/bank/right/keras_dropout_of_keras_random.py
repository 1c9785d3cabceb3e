"""Leaves mask and scale to keras.random.dropout.

marks: 30
fails: []
feedback: []
"""


# %% my-dropout
class MyDropout(keras.layers.Layer):
    def __init__(self, rate, seed=None, **kwargs):
        super().__init__(**kwargs)
        self.rate, self.seed = rate, seed
        self.generator = keras.random.SeedGenerator(seed=seed)

    def call(self, x, training=False):
        if training:
            return keras.random.dropout(x, self.rate, seed=self.generator)
        return x

    def get_config(self):
        return {**super().get_config(), "rate": self.rate, "seed": self.seed}
