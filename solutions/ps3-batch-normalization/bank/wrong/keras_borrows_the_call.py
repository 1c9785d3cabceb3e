"""Makes its weights, and borrows the call of the layer of Keras.

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
Library = keras.layers.BatchNormalization


class MyBN(keras.layers.Layer):
    def build(self, input_shape):
        self.inner = Library(name="inner")
        self.inner.build(input_shape)

    def call(self, x, training=None):
        self.inner.trainable = self.trainable
        return Library.call(self.inner, x, training=training)
