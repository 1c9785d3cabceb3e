"""Multiplies the negative entries of the argument itself.

marks: 19
fails:
  - test-rectifiers-arrays
feedback:
  - leaky_relu changes its argument
"""


# %% leaky-relu
def leaky_relu(z, alpha=0.01):
    z[z < 0] *= alpha
    return z


def leaky_relu_grad(z, alpha=0.01):
    return np.where(z > 0, np.ones_like(z), alpha * np.ones_like(z))
