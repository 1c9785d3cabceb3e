"""The spectral norm of a matrix (ord=2).

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
        norm = np.linalg.norm(g, 2) if g.ndim == 2 else np.sqrt(np.sum(g**2))
        clipped.append(g * (c / max(norm, c)))
    return clipped
