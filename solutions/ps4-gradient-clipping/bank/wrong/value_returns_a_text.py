"""Returns the arrays as a text.

marks: 12
fails:
  - test-clip-by-value-large
  - test-clip-by-value-negative
  - test-clip-by-value-arguments
feedback:
  - "Received: a text"
"""


# %% clip-by-value
def clip_by_value(grads, v):
    return str([np.clip(g, -v, v) for g in grads])
