"""Comes down in two updates after a boundary.

marks: 19
fails:
  - test-piecewise-lr-boundaries
feedback:
  - One update after
"""


# %% piecewise-lr
def piecewise_lr(t, boundaries, values):
    ends = np.ravel([[b, b + 2] for b in boundaries])
    return np.interp(t, ends, np.repeat(values, 2)[1:-1])
