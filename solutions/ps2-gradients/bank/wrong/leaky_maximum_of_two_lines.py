"""Takes the minimum of z and alpha z instead of the maximum.

marks: 19
fails:
  - test-leaky-relu-values
feedback:
  - multiply what is negative
"""


# %% leaky-relu
def leaky_relu(z, alpha=0.01):
    return np.minimum(z, alpha * z)


def leaky_relu_grad(z, alpha=0.01):
    return np.where(z > 0, np.ones_like(z), alpha * np.ones_like(z))
