"""Returns the value and the slope.

marks: 18
fails:
  - test-selu-values
  - test-exponentials-arrays
feedback:
  - a tuple
"""


# %% selu
def selu(z):
    scale, alpha = 1.0507009873554805, 1.6732632423543772
    return scale * np.where(z >= 0, z, alpha * np.expm1(np.minimum(z, 0))), scale * (z > 0)


def selu_grad(z):
    scale, alpha = 1.0507009873554805, 1.6732632423543772
    return scale * np.where(z > 0, np.ones_like(z), alpha * np.exp(np.minimum(z, 0)))
