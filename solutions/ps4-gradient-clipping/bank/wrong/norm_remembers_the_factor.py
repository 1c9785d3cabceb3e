"""Keeps the factor of each shape from the first call on.

marks: 12
fails:
  - test-clip-by-norm-large
  - test-clip-by-norm-small
  - test-clip-by-norm-arrays
feedback:
  - c = 2
"""

# %% clip-by-norm
factors = {}


def clip_by_norm(grads, c):
    clipped = []
    for g in grads:
        norm = np.sqrt(np.sum(g**2))
        factor = factors.setdefault(g.shape, float(min(1, c / max(norm, 1e-12))))
        clipped.append(g * factor)
    return clipped
