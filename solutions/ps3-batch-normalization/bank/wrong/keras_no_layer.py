"""A class of its own, made from no layer.

marks: 20
fails:
  - test-my-bn-training
  - test-my-bn-weights
  - test-my-bn-moving
  - test-my-bn-frozen
  - test-my-bn-saved
feedback:
  - made from keras.layers.Layer
"""


# %% my-bn
class MyBN:
    def __init__(self, name=None):
        self.name, self.trainable = name, True

    def __call__(self, x, training=None):
        return (x - np.mean(x, axis=0)) / np.sqrt(np.var(x, axis=0) + 1e-3)
