"""Sets the negative entries of the argument itself to 0.

marks: 19
fails:
  - test-rectifiers-arrays
feedback:
  - changes its argument
"""


# %% relu
def relu(z):
    z[z < 0] = 0
    return z


def relu_grad(z):
    return np.where(z > 0, np.ones_like(z), np.zeros_like(z))
