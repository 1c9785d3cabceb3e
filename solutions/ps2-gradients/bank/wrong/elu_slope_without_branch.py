"""The slope is alpha e^z on both sides.

marks: 19
fails:
  - test-elu-slope
feedback:
  - slope of ELU must be 1 on the right
"""


# %% elu
def elu(z, alpha=1.0):
    return np.where(z >= 0, z, alpha * np.expm1(np.minimum(z, 0)))


def elu_grad(z, alpha=1.0):
    return alpha * np.exp(z)
