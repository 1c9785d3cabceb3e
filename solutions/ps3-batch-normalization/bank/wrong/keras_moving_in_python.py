"""Keeps the moving statistics as Python attributes, which a compiled fit does not update.

marks: 22
fails:
  - test-my-bn-weights
  - test-my-bn-moving
  - test-my-bn-saved
feedback:
  - keep it in weights
"""


# %% my-bn
class MyBN(keras.layers.Layer):
    def build(self, input_shape):
        shape = (input_shape[-1],)
        self.gamma = self.add_weight(shape=shape, initializer="ones", name="gamma")
        self.beta = self.add_weight(shape=shape, initializer="zeros", name="beta")
        self.mov_mean = keras.ops.zeros(shape)
        self.mov_var = keras.ops.ones(shape)

    def call(self, x, training=None):
        mean, var = self.mov_mean, self.mov_var
        if training and self.trainable:
            mean, var = keras.ops.mean(x, axis=0), keras.ops.var(x, axis=0)
            self.mov_mean = 0.99 * self.mov_mean + 0.01 * mean
            self.mov_var = 0.99 * self.mov_var + 0.01 * var
        return self.gamma * (x - mean) / keras.ops.sqrt(var + 1e-3) + self.beta
