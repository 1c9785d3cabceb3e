"""Renames the arguments.

marks: 14
fails:
  - test-clip-by-norm-arguments
feedback:
  - cannot be called as the task says
"""


# %% clip-by-norm
def clip_by_norm(gradients, clipnorm):
    return [(g * (clipnorm / max(np.sqrt(np.sum(g**2)), clipnorm))).astype(g.dtype) for g in gradients]
