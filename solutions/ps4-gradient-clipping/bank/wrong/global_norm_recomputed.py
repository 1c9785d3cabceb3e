"""Scales first and then computes the norm that it returns.

marks: 14
fails:
  - test-clip-by-global-norm-norm
feedback:
  - before clipping
"""


# %% clip-by-global-norm
def clip_by_global_norm(grads, c):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    factor = c / max(norm, c)
    grads = [g * factor for g in grads]
    return grads, np.sqrt(sum(np.sum(g**2) for g in grads))
