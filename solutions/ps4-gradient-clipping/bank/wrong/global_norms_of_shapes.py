"""Collects the squares by shape, so that one of two arrays of the same shape is lost.

marks: 13
fails:
  - test-clip-by-global-norm-factor
  - test-clip-by-global-norm-norm
feedback:
  - all entries together
"""


# %% clip-by-global-norm
def clip_by_global_norm(grads, c):
    squares = {g.shape: np.sum(g**2) for g in grads}
    norm = float(np.sqrt(sum(squares.values())))
    return [g * (c / max(norm, c)) for g in grads], norm
