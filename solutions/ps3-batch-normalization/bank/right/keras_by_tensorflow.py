"""Operations of TensorFlow, weights of one array, and a call that is a tf.function.

marks: 25
fails: []
feedback: []
"""

# %% my-bn
import tensorflow as tf


class MyBN(keras.layers.Layer):
    def __init__(self, *, name=None, **kwargs):
        super().__init__(name=name, **kwargs)

    def build(self, input_shape):
        (_, d) = input_shape
        self.beta, self.gamma = (self.add_weight(shape=(d,), initializer=kind) for kind in ("zeros", "ones"))
        self.moving = [self.add_weight(shape=(d,), initializer=k, trainable=False) for k in ("zeros", "ones")]

    def call(self, x, training=None, **others):
        if training and self.trainable:
            mean, var = tf.nn.moments(x, [0])
            self.moving[0].assign_sub(0.01 * (self.moving[0] - mean))
            self.moving[1].assign_sub(0.01 * (self.moving[1] - var))
        else:
            mean, var = self.moving
        return tf.nn.batch_normalization(x, mean, var, self.beta, self.gamma, 1e-3)
