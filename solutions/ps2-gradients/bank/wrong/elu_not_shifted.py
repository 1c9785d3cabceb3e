"""Forgets the -1: the function jumps at 0.

marks: 18
fails:
  - test-elu-values
  - test-elu-alpha
feedback:
  - 1/e - 1
"""


# %% elu
def elu(z, alpha=1.0):
    return np.where(z >= 0, z, alpha * np.exp(np.minimum(z, 0)))


def elu_grad(z, alpha=1.0):
    return np.where(z > 0, np.ones_like(z), alpha * np.exp(np.minimum(z, 0)))
