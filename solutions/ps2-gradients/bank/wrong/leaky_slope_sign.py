"""The slope on the left has the wrong sign.

marks: 19
fails:
  - test-leaky-relu-slope
feedback:
  - 0.01 on the left
"""


# %% leaky-relu
def leaky_relu(z, alpha=0.01):
    return np.where(z >= 0, z, alpha * z)


def leaky_relu_grad(z, alpha=0.01):
    return np.where(z > 0, np.ones_like(z), -alpha * np.ones_like(z))
