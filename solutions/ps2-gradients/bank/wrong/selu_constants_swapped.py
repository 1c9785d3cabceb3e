"""λ and alpha are swapped.

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
    alpha, scale = 1.0507009873554805, 1.6732632423543772
    return scale * np.where(z >= 0, z, alpha * np.expm1(np.minimum(z, 0)))


def selu_grad(z):
    alpha, scale = 1.0507009873554805, 1.6732632423543772
    return scale * np.where(z > 0, np.ones_like(z), alpha * np.exp(np.minimum(z, 0)))
