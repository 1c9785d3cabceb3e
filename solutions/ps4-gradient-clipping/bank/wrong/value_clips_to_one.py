"""Clips to 1, whatever v is.

marks: 13
fails:
  - test-clip-by-value-large
  - test-clip-by-value-negative
feedback:
  - v = 0.5
"""


# %% clip-by-value
def clip_by_value(grads, v):
    return [np.clip(g, -1, 1) for g in grads]
