"""Clips the absolute values.

marks: 14
fails:
  - test-clip-by-value-negative
feedback:
  - -100 must become -1
"""


# %% clip-by-value
def clip_by_value(grads, v):
    return [np.minimum(np.abs(g), v) for g in grads]
