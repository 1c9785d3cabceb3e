"""Gives the values back in a row.

marks: 19
fails:
  - test-rectifiers-arrays
feedback:
  - shape of z
"""


# %% relu
def relu(z):
    return np.array([max(v, 0) for v in z.ravel()], dtype=z.dtype)


def relu_grad(z):
    return np.where(z > 0, np.ones_like(z), np.zeros_like(z))
