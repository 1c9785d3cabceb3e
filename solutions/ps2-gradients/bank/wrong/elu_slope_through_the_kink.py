"""Smooths the slope between -0.01 and 0.01.

marks: 19
fails:
  - test-elu-slope
feedback:
  - not its derivative
"""


# %% elu
def elu(z, alpha=1.0):
    return np.where(z >= 0, z, alpha * np.expm1(np.minimum(z, 0)))


def elu_grad(z, alpha=1.0):
    left, right = alpha * np.exp(np.minimum(z, 0)), np.ones_like(z)
    return np.where(np.abs(z) < 0.01, (left + right) / 2, np.where(z > 0, right, left)).astype(z.dtype) * 1
