"""Gives single precision back as double precision.

marks: 14
fails:
  - test-clip-by-value-arguments
feedback:
  - keep its dtype
"""


# %% clip-by-value
def clip_by_value(grads, v):
    return [np.clip(g.astype(float), -v, v) for g in grads]
