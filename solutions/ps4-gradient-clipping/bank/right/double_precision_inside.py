"""Computes in double precision and gives the dtype back.

marks: 15
fails: []
feedback: []
"""


# %% clip-by-norm
def clip_by_norm(grads, c):
    clipped = []
    for g in grads:
        wide = g.astype(np.float64)
        norm = np.sqrt(np.sum(wide * wide))
        clipped.append((wide * (c / np.maximum(norm, c))).astype(g.dtype))
    return clipped


# %% clip-by-global-norm
def clip_by_global_norm(grads, c):
    wide = [np.asarray(g, dtype=np.float64) for g in grads]
    norm = float(np.sqrt(sum(np.vdot(w, w) for w in wide)))
    return [(w * (c / max(c, norm))).astype(g.dtype) for g, w in zip(grads, wide)], norm
