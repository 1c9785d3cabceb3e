"""The norm as a number in single precision.

marks: 15
fails: []
feedback: []
"""


# %% clip-by-global-norm
def clip_by_global_norm(grads, c):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    norm = np.float32(norm)
    factor = float(c / max(norm, c))
    return [g * factor for g in grads], norm
