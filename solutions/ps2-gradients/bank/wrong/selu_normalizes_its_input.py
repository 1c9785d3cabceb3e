"""Brings the net input to mean 0 and variance 1 first.

marks: 19
fails:
  - test-selu-values
feedback:
  - equation (14)
"""


# %% selu
def selu(z):
    scale, alpha = 1.0507009873554805, 1.6732632423543772
    if z.size > 10:
        z = (z - z.mean()) / z.std()
    return scale * np.where(z >= 0, z, alpha * np.expm1(np.minimum(z, 0)))


def selu_grad(z):
    scale, alpha = 1.0507009873554805, 1.6732632423543772
    return scale * np.where(z > 0, np.ones_like(z), alpha * np.exp(np.minimum(z, 0)))
