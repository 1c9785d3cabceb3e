"""The boundary belongs to the piece after it.

marks: 19
fails:
  - test-piecewise-lr-boundaries
feedback:
  - At a boundary the value before it must still hold
"""


# %% piecewise-lr
def piecewise_lr(t, boundaries, values):
    return np.array(values)[np.searchsorted(boundaries, t, side="right")]
