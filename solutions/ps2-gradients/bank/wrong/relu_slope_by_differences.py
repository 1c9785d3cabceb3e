"""The slope as a difference over a small step: wrong beside the kink.

marks: 18
fails:
  - test-relu-slope
  - test-rectifiers-arrays
feedback:
  - however near to the kink
"""


# %% relu
def relu(z):
    return np.maximum(z, 0)


def relu_grad(z):
    return (relu(z + 1e-6) - relu(z)) / 1e-6
