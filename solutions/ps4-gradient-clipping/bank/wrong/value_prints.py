"""Prints the clipped arrays instead of returning them.

marks: 12
fails:
  - test-clip-by-value-large
  - test-clip-by-value-negative
  - test-clip-by-value-arguments
feedback:
  - return
"""


# %% clip-by-value
def clip_by_value(grads, v):
    print([np.clip(g, -v, v) for g in grads])
