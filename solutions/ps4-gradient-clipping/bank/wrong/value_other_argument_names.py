"""Renames the arguments.

marks: 14
fails:
  - test-clip-by-value-arguments
feedback:
  - cannot be called as the task says
"""


# %% clip-by-value
def clip_by_value(gradients, clip):
    return [np.clip(g, -clip, clip).astype(g.dtype) for g in gradients]
