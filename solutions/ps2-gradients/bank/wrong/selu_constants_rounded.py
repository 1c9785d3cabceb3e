"""Rounds the constants to two digits.

marks: 18
fails:
  - test-selu-values
  - test-selu-slope
feedback:
  - about 1.051
"""


# %% selu
def selu(z):
    scale, alpha = 1.05, 1.67
    return scale * np.where(z >= 0, z, alpha * np.expm1(np.minimum(z, 0)))


def selu_grad(z):
    scale, alpha = 1.05, 1.67
    return scale * np.where(z > 0, np.ones_like(z), alpha * np.exp(np.minimum(z, 0)))
