"""Normalizes to 1 what is longer than c.

marks: 13
fails:
  - test-clip-by-norm-large
  - test-clip-by-norm-arrays
feedback:
  - c = 2
"""


# %% clip-by-norm
def clip_by_norm(grads, c):
    clipped = []
    for g in grads:
        norm = np.sqrt(np.sum(g**2))
        clipped.append(g / norm if norm > c else g)
    return clipped
