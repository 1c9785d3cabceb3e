"""Clips by value.

marks: 12
fails:
  - test-clip-by-norm-large
  - test-clip-by-norm-small
  - test-clip-by-norm-arrays
feedback:
  - divided by its norm
"""


# %% clip-by-norm
def clip_by_norm(grads, c):
    clipped = []
    for g in grads:
        norm = np.sqrt(np.sum(g**2))
        clipped.append(np.clip(g, -c, c))
    return clipped
