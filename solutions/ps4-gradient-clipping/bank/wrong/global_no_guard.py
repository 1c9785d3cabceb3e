"""Divides by the norm before it looks whether it must: 0/0 for a gradient of zeros.

marks: 14
fails:
  - test-clip-by-global-norm-small
feedback:
  - gradient of zeros
"""


# %% clip-by-global-norm
def clip_by_global_norm(grads, c):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    factor = c / max(norm, c)
    return [g / norm * min(norm, c) for g in grads], norm
