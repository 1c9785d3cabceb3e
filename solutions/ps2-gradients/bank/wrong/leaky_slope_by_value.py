"""Divides the value by z, but for the default alpha only.

marks: 19
fails:
  - test-leaky-relu-slope
feedback:
  - alpha = 0.5
"""


# %% leaky-relu
def leaky_relu(z, alpha=0.01):
    return np.where(z >= 0, z, alpha * z)


def leaky_relu_grad(z, alpha=0.01):
    return leaky_relu(z) / z
