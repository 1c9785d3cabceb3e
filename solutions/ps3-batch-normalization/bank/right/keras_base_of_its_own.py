"""Inherits from a layer of its own, with other names for the arguments of call, and is registered.

marks: 25
fails: []
feedback: []
"""


# %% my-bn
class Statistics(keras.layers.Layer):
    def __init__(self, momentum=0.99, **kwargs):
        super().__init__(**kwargs)
        self.momentum = momentum

    def build(self, input_shape):
        self.mean = self.add_weight(shape=input_shape[-1:], initializer="zeros", trainable=False)
        self.variance = self.add_weight(shape=input_shape[-1:], initializer="ones", trainable=False)

    def chosen(self, inputs, learn):
        if not learn:
            return self.mean, self.variance
        found = keras.ops.moments(inputs, axes=0)
        for weight, value in zip((self.mean, self.variance), found):
            weight.assign(self.momentum * weight + (1 - self.momentum) * value)
        return found


@keras.saving.register_keras_serializable()
class MyBN(Statistics):
    def build(self, input_shape):
        super().build(input_shape)
        self.scale = self.add_weight(shape=input_shape[-1:], initializer="ones")
        self.shift = self.add_weight(shape=input_shape[-1:], initializer=keras.initializers.Zeros())

    def call(self, inputs, training=False, mask=None):
        mean, variance = self.chosen(inputs, bool(training) and self.trainable)
        return keras.ops.batch_normalization(inputs, mean, variance, -1, self.shift, self.scale, 1e-3)
