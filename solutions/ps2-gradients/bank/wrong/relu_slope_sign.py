"""The slope is the sign of z: -1 on the left.

marks: 19
fails:
  - test-relu-slope
feedback:
  - 0 on the left
"""


# %% relu
def relu(z):
    return np.maximum(z, 0)


def relu_grad(z):
    return np.sign(z)
