"""Computes ReLU and returns nothing.

marks: 18
fails:
  - test-relu-values
  - test-rectifiers-arrays
feedback:
  - gives nothing back
"""


# %% relu
def relu(z):
    z = np.maximum(z, 0)


def relu_grad(z):
    return np.where(z > 0, np.ones_like(z), np.zeros_like(z))
