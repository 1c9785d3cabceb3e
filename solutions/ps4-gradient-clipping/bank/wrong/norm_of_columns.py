"""The norm of each column of a matrix on its own.

marks: 14
fails:
  - test-clip-by-norm-arrays
feedback:
  - Frobenius
"""


# %% clip-by-norm
def clip_by_norm(grads, c):
    clipped = []
    for g in grads:
        norm = np.sqrt(np.sum(g**2, axis=0, keepdims=g.ndim > 0))
        clipped.append(g * (c / np.maximum(norm, c)))
    return clipped
