"""The first piece begins after update 0, which falls through to the last value.

marks: 19
fails:
  - test-piecewise-lr-values
feedback:
  - from t = 0 on
"""


# %% piecewise-lr
def piecewise_lr(t, boundaries, values):
    ends = [0, *boundaries]
    found = np.full(np.shape(t), values[-1])
    for low, high, value in zip(ends, boundaries, values):
        found = np.where((np.asarray(t) > low) & (np.asarray(t) <= high), value, found)
    return found
