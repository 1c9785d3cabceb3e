"""Gives single precision back as double precision.

marks: 14
fails:
  - test-clip-by-norm-arguments
feedback:
  - keep its dtype
"""


# %% clip-by-norm
def clip_by_norm(grads, c):
    clipped = []
    for g in grads:
        norm = np.sqrt(np.sum(g**2))
        clipped.append(g.astype(float) * (c / max(norm, c)))
    return clipped
