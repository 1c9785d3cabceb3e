"""Interpolates between the values in place of holding them.

marks: 18
fails:
  - test-piecewise-lr-values
  - test-piecewise-lr-boundaries
feedback:
  - value
"""


# %% piecewise-lr
def piecewise_lr(t, boundaries, values):
    return np.interp(t, [0, *boundaries], values)
