"""The norm of each row of a matrix on its own (axis=-1).

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
        norm = np.sqrt(np.sum(g**2, axis=-1, keepdims=True))
        clipped.append(g * (c / np.maximum(norm, c)))
    return clipped
