"""Returns a dictionary of arrays.

marks: 12
fails:
  - test-clip-by-value-large
  - test-clip-by-value-negative
  - test-clip-by-value-arguments
feedback:
  - "Received: a dictionary"
"""


# %% clip-by-value
def clip_by_value(grads, v):
    return {i: np.clip(g, -v, v) for i, g in enumerate(grads)}
