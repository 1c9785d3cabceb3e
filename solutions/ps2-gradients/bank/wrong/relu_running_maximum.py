"""np.maximum.accumulate runs along the array, not entry by entry.

marks: 18
fails:
  - test-relu-values
  - test-rectifiers-arrays
feedback:
  - must keep what is positive
"""


# %% relu
def relu(z):
    return np.maximum.accumulate(z, axis=-1) * (z > -np.inf)


def relu_grad(z):
    return np.where(z > 0, np.ones_like(z), np.zeros_like(z))
