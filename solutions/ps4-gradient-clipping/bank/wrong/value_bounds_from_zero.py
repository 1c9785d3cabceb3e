"""Clips to the range from 0 to v.

marks: 14
fails:
  - test-clip-by-value-negative
feedback:
  - -100 must become -1
"""


# %% clip-by-value
def clip_by_value(grads, v):
    return [np.clip(g, 0, v) for g in grads]
