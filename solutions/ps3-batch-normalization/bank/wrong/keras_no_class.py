"""A function that makes a layer of Keras.

marks: 20
fails:
  - test-my-bn-training
  - test-my-bn-weights
  - test-my-bn-moving
  - test-my-bn-frozen
  - test-my-bn-saved
feedback:
  - must be a class
"""


# %% my-bn
def MyBN(**kwargs):
    return keras.layers.BatchNormalization(**kwargs)
