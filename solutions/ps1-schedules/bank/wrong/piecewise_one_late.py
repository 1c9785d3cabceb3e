"""The new value holds only from the second update after a boundary on.

marks: 19
fails:
  - test-piecewise-lr-boundaries
feedback:
  - after a boundary
"""


# %% piecewise-lr
def piecewise_lr(t, boundaries, values):
    return np.array(values)[np.searchsorted(boundaries, np.asarray(t) - 1, side="left")]
