"""Two Python numbers in np.where: the slopes are float64 for any input.

marks: 19
fails:
  - test-rectifiers-arrays
feedback:
  - float32 in, float32 out
"""


# %% relu
def relu(z):
    return np.maximum(z, 0)


def relu_grad(z):
    return np.where(z > 0, 1.0, 0.0)


# %% leaky-relu
def leaky_relu(z, alpha=0.01):
    return np.where(z >= 0, z, alpha * z)


def leaky_relu_grad(z, alpha=0.01):
    return np.where(z > 0, 1.0, alpha)
