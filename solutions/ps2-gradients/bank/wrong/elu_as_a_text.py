"""Returns the array as a text.

marks: 17
fails:
  - test-elu-values
  - test-elu-alpha
  - test-exponentials-arrays
feedback:
  - a text
"""


# %% elu
def elu(z, alpha=1.0):
    return str(np.where(z >= 0, z, alpha * np.expm1(np.minimum(z, 0))))


def elu_grad(z, alpha=1.0):
    return np.where(z > 0, np.ones_like(z), alpha * np.exp(np.minimum(z, 0)))
