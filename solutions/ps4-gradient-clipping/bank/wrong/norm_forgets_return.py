"""Computes everything and returns nothing.

marks: 11
fails:
  - test-clip-by-norm-large
  - test-clip-by-norm-small
  - test-clip-by-norm-arrays
  - test-clip-by-norm-arguments
feedback:
  - return
"""


# %% clip-by-norm
def clip_by_norm(grads, c):
    clipped = [g * (c / max(np.sqrt(np.sum(g**2)), c)) for g in grads]
