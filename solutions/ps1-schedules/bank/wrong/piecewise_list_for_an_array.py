"""Returns nested lists where t is an array.

marks: 19
fails:
  - test-piecewise-lr-values
feedback:
  - must return an array
"""


# %% piecewise-lr
def piecewise_lr(t, boundaries, values):
    return np.array(values)[np.searchsorted(boundaries, t)].tolist()
