"""Clips to 1, whatever c is.

marks: 14
fails:
  - test-clip-by-global-norm-factor
feedback:
  - not c over
"""


# %% clip-by-global-norm
def clip_by_global_norm(grads, c):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    factor = 1 / max(norm, 1)
    return [g * factor for g in grads], norm
