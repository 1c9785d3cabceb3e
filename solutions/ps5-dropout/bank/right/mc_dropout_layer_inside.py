"""Inherits the constructor, and asks an ordinary layer made from the same settings.

marks: 30
fails: []
feedback: []
"""


# %% mc-dropout
class MCDropout(keras.layers.Dropout):
    def build(self, input_shape):
        self.ordinary = keras.layers.Dropout.from_config(self.get_config())
        super().build(input_shape)

    def call(self, inputs, training=None):
        return self.ordinary(inputs, training=True)
