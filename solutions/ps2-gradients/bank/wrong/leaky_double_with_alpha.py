"""alpha as a NumPy number makes the result double precision.

marks: 19
fails:
  - test-rectifiers-arrays
feedback:
  - dtype of z
"""


# %% leaky-relu
def leaky_relu(z, alpha=0.01):
    return np.where(z >= 0, z, np.float64(alpha) * z)


def leaky_relu_grad(z, alpha=0.01):
    return np.where(z > 0, np.ones_like(z), alpha * np.ones_like(z))
