"""Hands the work to Keras's own layer.

marks: 27
fails:
  - test-my-dropout-training
  - test-my-dropout-inference
  - test-my-dropout-fresh
feedback:
  - must do without
"""


# %% my-dropout
class MyDropout(keras.layers.Layer):
    def __init__(self, rate, seed=None, **kwargs):
        super().__init__(**kwargs)
        self.inner = keras.layers.Dropout(rate, seed=seed)

    def call(self, x, training=None):
        return self.inner(x, training=training)
