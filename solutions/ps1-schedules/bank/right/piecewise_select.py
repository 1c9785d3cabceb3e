"""np.select takes the first condition that holds.

marks: 20
fails: []
feedback: []
"""


# %% piecewise-lr
def piecewise_lr(t, boundaries, values):
    t = np.asarray(t)
    return np.select([t <= b for b in boundaries], values[: len(boundaries)], default=values[-1])
