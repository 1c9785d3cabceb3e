"""Chooses by keras.ops.where instead of if.

marks: 25
fails: []
feedback: []
"""


# %% my-bn
class MyBN(keras.layers.Layer):
    def build(self, input_shape):
        shape = (input_shape[-1],)
        self.gamma = self.add_weight(shape=shape, initializer="ones", name="gamma")
        self.beta = self.add_weight(shape=shape, initializer="zeros", name="beta")
        self.mov_mean = self.add_weight(shape=shape, initializer="zeros", trainable=False, name="mean")
        self.mov_var = self.add_weight(shape=shape, initializer="ones", trainable=False, name="variance")

    def call(self, x, training=None):
        learn = bool(training) and self.trainable
        mean = keras.ops.where(learn, keras.ops.mean(x, axis=0), self.mov_mean)
        var = keras.ops.where(learn, keras.ops.mean(keras.ops.square(x - mean), axis=0), self.mov_var)
        weight = 0.01 if learn else 0.0
        self.mov_mean.assign((1 - weight) * self.mov_mean + weight * mean)
        self.mov_var.assign((1 - weight) * self.mov_var + weight * var)
        return self.gamma * (x - mean) / keras.ops.sqrt(var + 1e-3) + self.beta
