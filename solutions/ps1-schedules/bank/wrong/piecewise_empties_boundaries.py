"""Takes the boundaries out of the caller's list while it counts.

marks: 19
fails:
  - test-piecewise-lr-values
feedback:
  - changes one of its lists
"""


# %% piecewise-lr
def piecewise_lr(t, boundaries, values):
    index = np.zeros(np.shape(t), dtype=int)
    while boundaries:
        index += np.asarray(t) > boundaries.pop(0)
    return np.array(values)[index]
