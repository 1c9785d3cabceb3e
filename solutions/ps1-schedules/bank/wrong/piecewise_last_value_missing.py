"""Keeps the value before the last boundary for ever.

marks: 18
fails:
  - test-piecewise-lr-values
  - test-piecewise-lr-boundaries
feedback:
  - last value
"""


# %% piecewise-lr
def piecewise_lr(t, boundaries, values):
    index = np.searchsorted(boundaries, t, side="left")
    return np.array(values)[np.minimum(index, len(values) - 2)]
