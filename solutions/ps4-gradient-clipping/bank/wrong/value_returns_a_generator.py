"""Returns a generator, which can be gone through once.

marks: 12
fails:
  - test-clip-by-value-large
  - test-clip-by-value-negative
  - test-clip-by-value-arguments
feedback:
  - must return a list
"""


# %% clip-by-value
def clip_by_value(grads, v):
    return (np.clip(g, -v, v) for g in grads)
