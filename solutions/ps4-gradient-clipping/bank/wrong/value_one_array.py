"""Joins all arrays into one vector.

marks: 14
fails:
  - test-clip-by-value-arguments
feedback:
  - one array for each
"""


# %% clip-by-value
def clip_by_value(grads, v):
    return [np.clip(np.concatenate([np.ravel(g) for g in grads]), -v, v)]
