"""Leaves λ out: an ELU with SELU's alpha.

marks: 19
fails:
  - test-selu-values
feedback:
  - multiply its input by λ
"""


# %% selu
def selu(z):
    scale, alpha = 1.0507009873554805, 1.6732632423543772
    return np.where(z >= 0, z, alpha * np.expm1(np.minimum(z, 0)))


def selu_grad(z):
    scale, alpha = 1.0507009873554805, 1.6732632423543772
    return scale * np.where(z > 0, np.ones_like(z), alpha * np.exp(np.minimum(z, 0)))
