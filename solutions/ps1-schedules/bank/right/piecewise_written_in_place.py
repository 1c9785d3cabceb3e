"""Fills an array of its own piece by piece, the last piece first.

marks: 20
fails: []
feedback: []
"""


# %% piecewise-lr
def piecewise_lr(t, boundaries, values):
    t = np.asarray(t)
    found = np.full(t.shape, float(values[-1]))
    for boundary, value in zip(reversed(boundaries), reversed(values[:-1])):
        found[t <= boundary] = value
    return found if found.shape else found.item()
