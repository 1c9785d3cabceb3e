"""The two sides of the slope are swapped.

marks: 19
fails:
  - test-leaky-relu-slope
feedback:
  - 0.01 on the left and 1 on the right
"""


# %% leaky-relu
def leaky_relu(z, alpha=0.01):
    return np.where(z >= 0, z, alpha * z)


def leaky_relu_grad(z, alpha=0.01):
    return np.where(z > 0, alpha * np.ones_like(z), np.ones_like(z))
