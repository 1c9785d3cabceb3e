"""The slopes come back in a row.

marks: 19
fails:
  - test-exponentials-arrays
feedback:
  - shape of z
"""


# %% selu
def selu(z):
    scale, alpha = 1.0507009873554805, 1.6732632423543772
    return scale * np.where(z >= 0, z, alpha * np.expm1(np.minimum(z, 0)))


def selu_grad(z):
    scale, alpha = 1.0507009873554805, 1.6732632423543772
    z = z.ravel()
    return scale * np.where(z > 0, np.ones_like(z), alpha * np.exp(np.minimum(z, 0)))
