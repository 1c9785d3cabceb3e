"""Scales only the arrays that are longer than c by themselves.

marks: 14
fails:
  - test-clip-by-global-norm-factor
feedback:
  - all entries together
"""


# %% clip-by-global-norm
def clip_by_global_norm(grads, c):
    norm = float(np.sqrt(sum(np.sum(g**2) for g in grads)))
    factor = c / max(norm, c)
    return [g * factor if np.linalg.norm(g) > c else g.copy() for g in grads], norm
