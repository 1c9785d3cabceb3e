"""Returns the rates of the pieces that no update lies in.

marks: 18
fails:
  - test-piecewise-lr-values
  - test-piecewise-lr-boundaries
feedback:
  - a single number
"""


# %% piecewise-lr
def piecewise_lr(t, boundaries, values):
    return np.delete(values, np.searchsorted(boundaries, np.unique(t)))
