"""Gives every array back as a vector.

marks: 12
fails:
  - test-clip-by-norm-small
  - test-clip-by-norm-arrays
  - test-clip-by-norm-arguments
feedback:
  - shapes of grads
"""


# %% clip-by-norm
def clip_by_norm(grads, c):
    return [np.ravel(g) * (c / max(np.linalg.norm(np.ravel(g)), c)) for g in grads]
