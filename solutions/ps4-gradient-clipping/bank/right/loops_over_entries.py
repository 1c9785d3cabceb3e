"""Sums the squares in plain Python.

marks: 15
fails: []
feedback: []
"""


# %% clip-by-norm
def clip_by_norm(grads, c):
    clipped = []
    for g in grads:
        norm = sum(float(e) ** 2 for e in np.ravel(g)) ** 0.5
        clipped.append(g * (c / max(norm, c)))
    return clipped


# %% clip-by-global-norm
def clip_by_global_norm(grads, c):
    norm = sum(float(e) ** 2 for g in grads for e in np.ravel(g)) ** 0.5
    factor = c / max(norm, c)
    return [g * factor for g in grads], norm
