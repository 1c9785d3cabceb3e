"""Returns one long vector.

marks: 11
fails:
  - test-clip-by-global-norm-factor
  - test-clip-by-global-norm-small
  - test-clip-by-global-norm-norm
  - test-clip-by-global-norm-arguments
feedback:
  - The clipped arrays come first
"""


# %% clip-by-global-norm
def clip_by_global_norm(grads, c):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    factor = c / max(norm, c)
    return np.concatenate([np.ravel(g * factor) for g in grads]), norm
