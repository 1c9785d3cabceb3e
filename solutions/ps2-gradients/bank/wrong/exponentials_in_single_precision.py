"""Always returns float32.

marks: 19
fails:
  - test-exponentials-arrays
feedback:
  - dtype of z
"""


# %% elu
def elu(z, alpha=1.0):
    z = z.astype(np.float32)
    return np.where(z >= 0, z, alpha * np.expm1(np.minimum(z, 0)))


def elu_grad(z, alpha=1.0):
    return np.where(z > 0, np.ones_like(z), alpha * np.exp(np.minimum(z, 0)))
