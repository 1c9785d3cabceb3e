"""Draws one mask when the layer is built.

marks: 28
fails:
  - test-my-dropout-training
  - test-my-dropout-fresh
feedback:
  - on its own
"""


# %% my-dropout
class MyDropout(keras.layers.Layer):
    def __init__(self, rate, seed=None, **kwargs):
        super().__init__(**kwargs)
        self.rate = rate
        self.seed_generator = keras.random.SeedGenerator(seed)

    def build(self, input_shape):
        self.kept = keras.random.uniform(input_shape[1:], seed=self.seed_generator) >= self.rate

    def call(self, x, training=None):
        if not training:
            return x
        return keras.ops.where(self.kept, x / (1 - self.rate), 0.0)
