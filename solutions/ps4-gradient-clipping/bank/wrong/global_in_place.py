"""Scales in place.

marks: 14
fails:
  - test-clip-by-global-norm-arguments
feedback:
  - make new arrays
"""


# %% clip-by-global-norm
def clip_by_global_norm(grads, c):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    factor = c / max(norm, c)
    for g in grads:
        g *= factor
    return grads, norm
