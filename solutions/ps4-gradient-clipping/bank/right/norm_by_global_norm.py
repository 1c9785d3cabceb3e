"""Clips each array by the global norm of a list of one.

marks: 15
fails: []
feedback: []
"""


# %% clip-by-norm
def clip_by_norm(grads, c):
    def clip(g):
        n = np.sqrt((g * g).sum())
        return np.where(n > c, g * (c / np.where(n > 0, n, 1)), g).astype(g.dtype)

    return list(map(clip, grads))
