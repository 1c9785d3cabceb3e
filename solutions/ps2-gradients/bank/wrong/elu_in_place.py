"""Writes the exponential into the argument itself.

marks: 19
fails:
  - test-exponentials-arrays
feedback:
  - elu changes its argument
"""


# %% elu
def elu(z, alpha=1.0):
    left = z < 0
    z[left] = alpha * np.expm1(z[left])
    return z


def elu_grad(z, alpha=1.0):
    return np.where(z > 0, np.ones_like(z), alpha * np.exp(np.minimum(z, 0)))
