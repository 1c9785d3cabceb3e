"""Inherits from Keras's own layer.

marks: 27
fails:
  - test-my-dropout-training
  - test-my-dropout-inference
  - test-my-dropout-fresh
feedback:
  - must do without
"""


# %% my-dropout
class MyDropout(keras.layers.Dropout):
    def __init__(self, rate, seed=None, **kwargs):
        super().__init__(rate, seed=seed, **kwargs)
