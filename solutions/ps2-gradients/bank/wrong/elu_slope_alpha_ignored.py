"""The slope on the left forgets alpha.

marks: 19
fails:
  - test-elu-slope
feedback:
  - alpha = 0.5 the slope of ELU
"""


# %% elu
def elu(z, alpha=1.0):
    return np.where(z >= 0, z, alpha * np.expm1(np.minimum(z, 0)))


def elu_grad(z, alpha=1.0):
    return np.where(z > 0, np.ones_like(z), np.exp(np.minimum(z, 0)))
