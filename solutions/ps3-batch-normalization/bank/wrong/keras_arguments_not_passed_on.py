"""Takes Keras's arguments and drops them.

marks: 24
fails:
  - test-my-bn-saved
feedback:
  - pass Keras
"""


# %% my-bn
class MyBN(keras.layers.Layer):
    def __init__(self, **kwargs):
        super().__init__()

    def build(self, input_shape):
        shape = (input_shape[-1],)
        self.gamma = self.add_weight(shape=shape, initializer="ones", name="gamma")
        self.beta = self.add_weight(shape=shape, initializer="zeros", name="beta")
        self.mov_mean = self.add_weight(shape=shape, initializer="zeros", trainable=False, name="mean")
        self.mov_var = self.add_weight(shape=shape, initializer="ones", trainable=False, name="variance")

    def call(self, x, training=None):
        mean, var = self.mov_mean, self.mov_var
        if training and self.trainable:
            mean, var = keras.ops.mean(x, axis=0), keras.ops.var(x, axis=0)
            self.mov_mean.assign(0.99 * self.mov_mean + 0.01 * mean)
            self.mov_var.assign(0.99 * self.mov_var + 0.01 * var)
        return self.gamma * (x - mean) / keras.ops.sqrt(var + 1e-3) + self.beta
