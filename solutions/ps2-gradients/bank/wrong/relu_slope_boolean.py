"""Returns True and False as the slope.

marks: 19
fails:
  - test-rectifiers-arrays
feedback:
  - dtype of z
"""


# %% relu
def relu(z):
    return np.maximum(z, 0)


def relu_grad(z):
    return z > 0
