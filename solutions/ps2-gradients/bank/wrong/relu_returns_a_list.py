"""Returns a list of the values.

marks: 19
fails:
  - test-rectifiers-arrays
feedback:
  - must return an array
"""


# %% relu
def relu(z):
    return np.maximum(z, 0).tolist()


def relu_grad(z):
    return np.where(z > 0, np.ones_like(z), np.zeros_like(z))
