"""Sets everything below -5 to -alpha.

marks: 18
fails:
  - test-elu-values
  - test-elu-alpha
feedback:
  - equation (13)
"""


# %% elu
def elu(z, alpha=1.0):
    return np.where(z >= 0, z, np.where(z < -5, -alpha, alpha * np.expm1(np.minimum(z, 0)))).astype(z.dtype)


def elu_grad(z, alpha=1.0):
    return np.where(z > 0, np.ones_like(z), alpha * np.exp(np.minimum(z, 0)))
