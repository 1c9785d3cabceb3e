"""Bounds the entries from above only.

marks: 14
fails:
  - test-clip-by-value-negative
feedback:
  - Negative entries
"""


# %% clip-by-value
def clip_by_value(grads, v):
    return [np.minimum(g, v) for g in grads]
