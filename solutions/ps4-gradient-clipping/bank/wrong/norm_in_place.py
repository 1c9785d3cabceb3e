"""Scales in place.

marks: 14
fails:
  - test-clip-by-norm-arguments
feedback:
  - make new arrays
"""


# %% clip-by-norm
def clip_by_norm(grads, c):
    clipped = []
    for g in grads:
        norm = np.sqrt(np.sum(g**2))
        g *= c / max(norm, c)
        clipped.append(g)
    return clipped
