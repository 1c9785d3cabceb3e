"""Assumes that the values fall and sorts them.

marks: 18
fails:
  - test-piecewise-lr-values
  - test-piecewise-lr-boundaries
feedback:
  - need not fall
"""


# %% piecewise-lr
def piecewise_lr(t, boundaries, values):
    return np.sort(values)[::-1][np.searchsorted(boundaries, t)]
