"""Takes alpha = 0 for a missing alpha.

marks: 19
fails:
  - test-leaky-relu-values
feedback:
  - alpha from 0 to 1
"""


# %% leaky-relu
def leaky_relu(z, alpha=None):
    return np.where(z >= 0, z, (alpha or 0.01) * z)


def leaky_relu_grad(z, alpha=0.01):
    return np.where(z > 0, np.ones_like(z), alpha * np.ones_like(z))
