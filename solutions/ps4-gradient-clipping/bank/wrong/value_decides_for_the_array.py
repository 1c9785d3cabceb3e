"""Clips to v what has a large positive entry, and to -v what has a negative one.

marks: 14
fails:
  - test-clip-by-value-negative
feedback:
  - both signs
"""


# %% clip-by-value
def clip_by_value(grads, v):
    return [np.minimum(g, v) if np.max(g) > v else np.maximum(g, -v) for g in grads]
