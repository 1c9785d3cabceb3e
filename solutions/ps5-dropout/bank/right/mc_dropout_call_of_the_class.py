"""Calls the method of Keras's class by its name, with all arguments by position.

marks: 30
fails: []
feedback: []
"""


# %% mc-dropout
class MCDropout(keras.layers.Dropout):
    def call(self, inputs, training=None):
        del training
        return keras.layers.Dropout.call(self, inputs, True)
