"""Decides for a whole row by its first entry.

marks: 19
fails:
  - test-exponentials-arrays
feedback:
  - with several axes
"""


# %% elu
def elu(z, alpha=1.0):
    if z.ndim > 2:
        z = np.sort(z, axis=-1)
    return np.where(z >= 0, z, alpha * np.expm1(np.minimum(z, 0)))


def elu_grad(z, alpha=1.0):
    return np.where(z > 0, np.ones_like(z), alpha * np.exp(np.minimum(z, 0)))
