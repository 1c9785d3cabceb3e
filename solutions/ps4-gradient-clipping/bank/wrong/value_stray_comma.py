"""A comma behind each array makes it a tuple.

marks: 12
fails:
  - test-clip-by-value-large
  - test-clip-by-value-negative
  - test-clip-by-value-arguments
feedback:
  - comma
"""


# %% clip-by-value
def clip_by_value(grads, v):
    clipped = []
    for g in grads:
        part = (np.clip(g, -v, v),)
        clipped.append(part)
    return clipped
