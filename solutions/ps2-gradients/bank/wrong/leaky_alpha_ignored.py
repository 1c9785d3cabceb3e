"""The slope on the left is 0.01 whatever alpha is.

marks: 18
fails:
  - test-leaky-relu-values
  - test-leaky-relu-slope
feedback:
  - alpha = 0.5
"""


# %% leaky-relu
def leaky_relu(z, alpha=0.01):
    return np.where(z >= 0, z, 0.01 * z)


def leaky_relu_grad(z, alpha=0.01):
    return np.where(z > 0, np.ones_like(z), 0.01 * np.ones_like(z))
