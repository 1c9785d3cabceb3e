"""SELU is ELU with alpha = 1.

marks: 18
fails:
  - test-selu-values
  - test-selu-slope
feedback:
  - multiply its input by λ
  - must be λ
"""


# %% selu
def selu(z):
    return np.where(z >= 0, z, np.expm1(np.minimum(z, 0)))


def selu_grad(z):
    return np.where(z > 0, np.ones_like(z), np.exp(np.minimum(z, 0)))
