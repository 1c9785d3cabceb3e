"""Renames the arguments.

marks: 14
fails:
  - test-clip-by-global-norm-arguments
feedback:
  - cannot be called as the task says
"""


# %% clip-by-global-norm
def clip_by_global_norm(gradients, clipnorm):
    norm = float(np.sqrt(sum(np.sum(g**2) for g in gradients)))
    return [g * (clipnorm / max(norm, clipnorm)) for g in gradients], norm
