"""Drops by keras.random.dropout, without super.

marks: 30
fails: []
feedback: []
"""


# %% mc-dropout
class MCDropout(keras.layers.Dropout):
    def __init__(self, rate, **kwargs):
        super().__init__(rate, **kwargs)
        self.always = keras.random.SeedGenerator(self.seed)

    def call(self, inputs, training=None):
        return keras.random.dropout(inputs, self.rate, seed=self.always)
