"""Returns a dictionary.

marks: 11
fails:
  - test-clip-by-global-norm-factor
  - test-clip-by-global-norm-small
  - test-clip-by-global-norm-norm
  - test-clip-by-global-norm-arguments
feedback:
  - "Received: a dictionary"
"""


# %% clip-by-global-norm
def clip_by_global_norm(grads, c):
    norm = float(np.sqrt(sum(np.sum(g**2) for g in grads)))
    return {"clipped": [g * (c / max(norm, c)) for g in grads], "norm": norm}
