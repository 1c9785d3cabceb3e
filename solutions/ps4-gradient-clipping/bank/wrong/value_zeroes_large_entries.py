"""Sets large entries to 0.

marks: 13
fails:
  - test-clip-by-value-large
  - test-clip-by-value-negative
feedback:
  - 100 must become 1
  - -100 must become -1
"""


# %% clip-by-value
def clip_by_value(grads, v):
    return [np.where(np.abs(g) > v, 0 * g, g) for g in grads]
