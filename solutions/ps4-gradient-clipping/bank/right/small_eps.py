"""Guards the division by an ε of 1e-7, as some libraries do.

marks: 15
fails: []
feedback: []
"""


# %% clip-by-norm
def clip_by_norm(grads, c):
    clipped = []
    for g in grads:
        norm = np.sqrt(np.sum(g**2))
        clipped.append(g * np.minimum(1, c / (norm + 1e-7)).astype(g.dtype))
    return clipped


# %% clip-by-global-norm
def clip_by_global_norm(grads, c):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    factor = min(1.0, float(c / (norm + 1e-7)))
    return [g * factor for g in grads], norm
