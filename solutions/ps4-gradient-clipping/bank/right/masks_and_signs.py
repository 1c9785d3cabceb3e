"""Clips by masks on a copy.

marks: 15
fails: []
feedback: []
"""


# %% clip-by-value
def clip_by_value(grads, v):
    clipped = [np.array(g) for g in grads]
    for g in clipped:
        g[g > v] = v
        g[g < -v] = -v
    return clipped
