"""Takes the function itself for its slope.

marks: 19
fails:
  - test-relu-slope
feedback:
  - 0 on the left and 1 on the right
"""


# %% relu
def relu(z):
    return np.maximum(z, 0)


def relu_grad(z):
    return np.maximum(z, 0)
