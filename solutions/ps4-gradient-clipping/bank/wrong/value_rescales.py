"""Rescales the array by its largest entry instead of clipping.

marks: 13
fails:
  - test-clip-by-value-large
  - test-clip-by-value-negative
feedback:
  - 100 must become 1
"""


# %% clip-by-value
def clip_by_value(grads, v):
    return [g * min(1.0, v / np.abs(g).max()) for g in grads]
