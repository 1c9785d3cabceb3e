"""Forgets to return the output in training.

marks: 27
fails:
  - test-my-dropout-training
  - test-my-dropout-inference
  - test-my-dropout-fresh
feedback:
  - gives nothing back
"""


# %% my-dropout
class MyDropout(keras.layers.Layer):
    def __init__(self, rate, seed=None, **kwargs):
        super().__init__(**kwargs)
        self.rate = rate
        self.seed_generator = keras.random.SeedGenerator(seed)

    def call(self, x, training=None):
        if not training:
            return x
        kept = keras.random.uniform(keras.ops.shape(x), seed=self.seed_generator) >= self.rate
        x = keras.ops.where(kept, x / (1 - self.rate), 0.0)
