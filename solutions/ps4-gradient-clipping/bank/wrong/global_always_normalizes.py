"""Scales to the norm c also what is shorter.

marks: 14
fails:
  - test-clip-by-global-norm-small
feedback:
  - never lengthens
"""


# %% clip-by-global-norm
def clip_by_global_norm(grads, c):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    factor = c / norm
    return [g * factor for g in grads], norm
