"""Rounds the clipped entries to two decimals.

marks: 13
fails:
  - test-clip-by-value-large
  - test-clip-by-value-negative
feedback:
  - those below it do not stay
"""


# %% clip-by-value
def clip_by_value(grads, v):
    return [np.round(np.clip(g, -v, v), 2) for g in grads]
