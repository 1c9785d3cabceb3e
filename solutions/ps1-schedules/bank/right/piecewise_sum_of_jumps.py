"""The first value plus the jumps at the boundaries that are passed.

marks: 20
fails: []
feedback: []
"""


# %% piecewise-lr
def piecewise_lr(t, boundaries, values):
    passed = np.asarray(t)[..., None] > np.array(boundaries)
    return values[0] + (passed * np.diff(values)).sum(axis=-1)
