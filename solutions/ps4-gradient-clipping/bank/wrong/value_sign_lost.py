"""Sets every entry with |g| > v to v.

marks: 14
fails:
  - test-clip-by-value-negative
feedback:
  - Negative entries
"""


# %% clip-by-value
def clip_by_value(grads, v):
    return [np.where(np.abs(g) > v, g.dtype.type(v), g) for g in grads]
