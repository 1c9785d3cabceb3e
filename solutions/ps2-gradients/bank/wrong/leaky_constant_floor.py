"""Takes the maximum of alpha and z: a constant floor, not a slope.

marks: 19
fails:
  - test-leaky-relu-values
feedback:
  - multiply what is negative
"""


# %% leaky-relu
def leaky_relu(z, alpha=0.01):
    return np.maximum(alpha, z)


def leaky_relu_grad(z, alpha=0.01):
    return np.where(z > 0, np.ones_like(z), alpha * np.ones_like(z))
