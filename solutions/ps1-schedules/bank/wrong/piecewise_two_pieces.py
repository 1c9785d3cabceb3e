"""Looks at the first boundary only.

marks: 18
fails:
  - test-piecewise-lr-values
  - test-piecewise-lr-boundaries
feedback:
  - last value
"""


# %% piecewise-lr
def piecewise_lr(t, boundaries, values):
    return np.where(np.asarray(t) <= boundaries[0], values[0], values[1])
