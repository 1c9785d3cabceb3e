"""np.digitize, closed on the right.

marks: 20
fails: []
feedback: []
"""


# %% piecewise-lr
def piecewise_lr(t, boundaries, values):
    return np.take(values, np.digitize(t, boundaries, right=True))
