"""Each array by its own norm, as in task 2.

marks: 14
fails:
  - test-clip-by-global-norm-factor
feedback:
  - global norm 5
"""


# %% clip-by-global-norm
def clip_by_global_norm(grads, c):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    factor = c / max(norm, c)
    return [g * (c / max(np.sqrt(np.sum(g**2)), c)) for g in grads], norm
