"""Clips by np.minimum and np.maximum; the norms by np.linalg.norm, with a factor min(1, c/n).

marks: 15
fails: []
feedback: []
"""


# %% clip-by-value
def clip_by_value(grads, v):
    return [np.minimum(np.maximum(g, -v), v) for g in grads]


# %% clip-by-norm
def clip_by_norm(grads, c):
    clipped = []
    for g in grads:
        norm = np.linalg.norm(g)
        clipped.append(g * min(1, c / norm) if norm > 0 else g.copy())
    return clipped


# %% clip-by-global-norm
def clip_by_global_norm(grads, c):
    norm = np.linalg.norm(np.concatenate([np.ravel(g) for g in grads]))
    if norm <= c:
        return [g.copy() for g in grads], norm
    return [g * (c / norm) for g in grads], norm
