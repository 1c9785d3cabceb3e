"""Computes everything and returns nothing.

marks: 12
fails:
  - test-clip-by-value-large
  - test-clip-by-value-negative
  - test-clip-by-value-arguments
feedback:
  - return
"""


# %% clip-by-value
def clip_by_value(grads, v):
    clipped = [np.clip(g, -v, v) for g in grads]
