"""Gives single precision back as double precision.

marks: 14
fails:
  - test-clip-by-global-norm-arguments
feedback:
  - keep its dtype
"""


# %% clip-by-global-norm
def clip_by_global_norm(grads, c):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    factor = c / max(norm, c)
    return [g * np.float64(factor) for g in grads], norm
