"""Multiplies the overflowing branch by 0, which gives nan far out.

marks: 19
fails:
  - test-exponentials-arrays
feedback:
  - not finite
"""


# %% elu
def elu(z, alpha=1.0):
    return z * (z > 0) + alpha * np.expm1(z) * (z <= 0)


def elu_grad(z, alpha=1.0):
    return np.where(z > 0, np.ones_like(z), alpha * np.exp(np.minimum(z, 0)))
