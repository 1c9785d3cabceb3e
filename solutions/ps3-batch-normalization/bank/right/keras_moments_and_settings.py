"""keras.ops.moments, weights made in another order, and settings as arguments.

marks: 25
fails: []
feedback: []
"""


# %% my-bn
class MyBN(keras.layers.Layer):
    def __init__(self, momentum=0.99, eps=1e-3, **kwargs):
        super().__init__(**kwargs)
        self.momentum, self.eps = momentum, eps

    def build(self, input_shape):
        d = input_shape[-1]
        self.var = self.add_weight(shape=(d,), initializer="ones", trainable=False)
        self.shift = self.add_weight(shape=(d,), initializer="zeros")
        self.mean = self.add_weight(shape=(d,), initializer="zeros", trainable=False)
        self.scale = self.add_weight(shape=(d,), initializer="ones")

    def call(self, x, training=None):
        if not training or not self.trainable:
            return (x - self.mean) * keras.ops.rsqrt(self.var + self.eps) * self.scale + self.shift
        mean, var = keras.ops.moments(x, axes=[0])
        self.mean.assign_add((1 - self.momentum) * (mean - self.mean))
        self.var.assign_sub((1 - self.momentum) * (self.var - var))
        return (x - mean) * keras.ops.rsqrt(var + self.eps) * self.scale + self.shift

    def get_config(self):
        return {**super().get_config(), "momentum": self.momentum, "eps": self.eps}
