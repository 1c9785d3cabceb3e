"""Skips the first value.

marks: 18
fails:
  - test-piecewise-lr-values
  - test-piecewise-lr-boundaries
feedback:
  - first value
"""


# %% piecewise-lr
def piecewise_lr(t, boundaries, values):
    index = np.searchsorted(boundaries, t, side="left") + 1
    return np.array(values)[np.minimum(index, len(values) - 1)]
