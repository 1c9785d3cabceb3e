"""Returns the norms beside the arrays.

marks: 11
fails:
  - test-clip-by-norm-large
  - test-clip-by-norm-small
  - test-clip-by-norm-arrays
  - test-clip-by-norm-arguments
feedback:
  - one array for each
"""


# %% clip-by-norm
def clip_by_norm(grads, c):
    norms = [np.sqrt(np.sum(g**2)) for g in grads]
    return [g * (c / max(n, c)) for g, n in zip(grads, norms)], norms
