"""A function that makes a layer of Keras.

marks: 25
fails: []
feedback:
  - must be a class
"""


# %% my-bn
def MyBN(**kwargs):
    return keras.layers.BatchNormalization(**kwargs)
