"""Clips in place.

marks: 14
fails:
  - test-clip-by-value-arguments
feedback:
  - make new arrays
"""


# %% clip-by-value
def clip_by_value(grads, v):
    return [np.clip(g, -v, v, out=g) if np.ndim(g) else np.clip(g, -v, v) for g in grads]
