"""Clips the first array and drops the others.

marks: 14
fails:
  - test-clip-by-value-arguments
feedback:
  - one array for each
"""


# %% clip-by-value
def clip_by_value(grads, v):
    return [np.clip(g, -v, v) for g in grads[:1]]
