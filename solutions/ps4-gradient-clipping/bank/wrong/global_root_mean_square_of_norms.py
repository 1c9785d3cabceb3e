"""The root mean square of the arrays' norms.

marks: 13
fails:
  - test-clip-by-global-norm-factor
  - test-clip-by-global-norm-norm
feedback:
  - root of the sum
"""


# %% clip-by-global-norm
def clip_by_global_norm(grads, c):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads) / len(grads))
    factor = c / max(norm, c)
    return [g * factor for g in grads], norm
