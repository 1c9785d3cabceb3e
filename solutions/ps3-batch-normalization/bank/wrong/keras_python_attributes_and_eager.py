"""Keeps the moving statistics as Python attributes, with eager execution on so that fit updates them.

marks: 22
fails:
  - test-my-bn-weights
  - test-my-bn-moving
  - test-my-bn-saved
feedback:
  - leave it on
"""

# %% my-bn
import tensorflow as tf

tf.config.run_functions_eagerly(True)


class MyBN(keras.layers.Layer):
    def build(self, input_shape):
        tf.config.run_functions_eagerly(True)
        shape = (input_shape[-1],)
        self.gamma = self.add_weight(shape=shape, initializer="ones", name="gamma")
        self.beta = self.add_weight(shape=shape, initializer="zeros", name="beta")
        self.mov_mean = np.zeros(shape, dtype="float32")
        self.mov_var = np.ones(shape, dtype="float32")

    def call(self, x, training=None):
        mean, var = self.mov_mean, self.mov_var
        if training and self.trainable:
            mean, var = keras.ops.mean(x, axis=0), keras.ops.var(x, axis=0)
            self.mov_mean = 0.99 * self.mov_mean + 0.01 * mean
            self.mov_var = 0.99 * self.mov_var + 0.01 * var
        return self.gamma * (x - mean) / keras.ops.sqrt(var + 1e-3) + self.beta
