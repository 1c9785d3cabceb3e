"""Gives every array back as a vector.

marks: 14
fails:
  - test-clip-by-value-arguments
feedback:
  - must have the shapes of grads
"""


# %% clip-by-value
def clip_by_value(grads, v):
    return [np.clip(np.ravel(g), -v, v) for g in grads]
