"""Leaves everything to the layer of Keras inside.

marks: 20
fails:
  - test-my-bn-training
  - test-my-bn-weights
  - test-my-bn-moving
  - test-my-bn-frozen
  - test-my-bn-saved
feedback:
  - write its equations
"""


# %% my-bn
class MyBN(keras.layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.inner = keras.layers.BatchNormalization()

    def build(self, input_shape):
        self.inner.build(input_shape)

    def call(self, x, training=None):
        return self.inner(x, training=bool(training) and self.trainable)
