"""Adds an end to the list that it is given.

marks: 19
fails:
  - test-piecewise-lr-values
feedback:
  - changes one of its lists
"""


# %% piecewise-lr
def piecewise_lr(t, boundaries, values):
    boundaries.append(math.inf)
    return np.array(values)[np.searchsorted(boundaries, t)]
