"""Follows the misprint in Keras's documentation: alpha e^z - 1.

marks: 19
fails:
  - test-elu-alpha
feedback:
  - What does alpha multiply
"""


# %% elu
def elu(z, alpha=1.0):
    return np.where(z >= 0, z, alpha * np.exp(np.minimum(z, 0)) - 1)


def elu_grad(z, alpha=1.0):
    return np.where(z > 0, np.ones_like(z), alpha * np.exp(np.minimum(z, 0)))
