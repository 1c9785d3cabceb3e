"""Rescales the array so that its largest entry becomes v, whatever it was.

marks: 13
fails:
  - test-clip-by-value-large
  - test-clip-by-value-negative
feedback:
  - 100 must become 1
"""


# %% clip-by-value
def clip_by_value(grads, v):
    return [g * (v / np.abs(g).max()) for g in grads]
