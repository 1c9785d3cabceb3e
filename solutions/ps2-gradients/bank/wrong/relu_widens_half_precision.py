"""Knows single and double precision only.

marks: 19
fails:
  - test-rectifiers-arrays
feedback:
  - dtype of z
"""


# %% relu
def relu(z):
    dtype = np.float64 if z.dtype == np.float64 else np.float32
    return np.maximum(z, 0).astype(dtype)


def relu_grad(z):
    return np.where(z > 0, np.ones_like(z), np.zeros_like(z))
