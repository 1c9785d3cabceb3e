"""Subtracts alpha times z on the left: the function rises again.

marks: 19
fails:
  - test-leaky-relu-values
feedback:
  - multiply what is negative
"""


# %% leaky-relu
def leaky_relu(z, alpha=0.01):
    return np.where(z >= 0, z, -alpha * z)


def leaky_relu_grad(z, alpha=0.01):
    return np.where(z > 0, np.ones_like(z), alpha * np.ones_like(z))
