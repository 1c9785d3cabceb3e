"""Counts the matrices, and no biases.

marks: 12
fails:
  - test-clip-by-global-norm-factor
  - test-clip-by-global-norm-small
  - test-clip-by-global-norm-norm
feedback:
  - norm of task 2
"""


# %% clip-by-global-norm
def clip_by_global_norm(grads, c):
    norm = float(np.sqrt(sum(np.sum(g**2) for g in grads if g.ndim > 1)))
    return [g * (c / max(norm, c)) for g in grads], norm
