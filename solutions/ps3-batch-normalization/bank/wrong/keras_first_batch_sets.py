"""The first mini-batch sets the moving statistics.

marks: 23
fails:
  - test-my-bn-weights
  - test-my-bn-moving
feedback:
  - moving statistics
"""


# %% my-bn
class MyBN(keras.layers.Layer):
    def build(self, input_shape):
        shape = (input_shape[-1],)
        self.gamma = self.add_weight(shape=shape, initializer="ones", name="gamma")
        self.beta = self.add_weight(shape=shape, initializer="zeros", name="beta")
        self.mov_mean = self.add_weight(shape=shape, initializer="zeros", trainable=False, name="mean")
        self.mov_var = self.add_weight(shape=shape, initializer="ones", trainable=False, name="variance")
        self.seen = self.add_weight(shape=(), initializer="zeros", trainable=False)

    def call(self, x, training=None):
        mean, var = self.mov_mean, self.mov_var
        if training and self.trainable:
            mean, var = keras.ops.mean(x, axis=0), keras.ops.var(x, axis=0)
            self.mov_mean.assign(0.99 * self.mov_mean + 0.01 * mean)
            self.mov_var.assign(0.99 * self.mov_var + 0.01 * var)
            first = self.seen == 0
            self.mov_mean.assign(keras.ops.where(first, mean, self.mov_mean))
            self.mov_var.assign(keras.ops.where(first, var, self.mov_var))
            self.seen.assign(1.0)
        return self.gamma * (x - mean) / keras.ops.sqrt(var + 1e-3) + self.beta
