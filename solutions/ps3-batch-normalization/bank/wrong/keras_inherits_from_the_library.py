"""Inherits from the layer of Keras.

marks: 20
fails:
  - test-my-bn-training
  - test-my-bn-weights
  - test-my-bn-moving
  - test-my-bn-frozen
  - test-my-bn-saved
feedback:
  - make it a keras.layers.Layer
"""


# %% my-bn
class MyBN(keras.layers.BatchNormalization):
    pass
