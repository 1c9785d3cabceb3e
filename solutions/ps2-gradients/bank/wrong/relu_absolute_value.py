"""Flips negative net inputs instead of setting them to 0.

marks: 19
fails:
  - test-relu-values
feedback:
  - 0 for what is negative
"""


# %% relu
def relu(z):
    return np.abs(z)


def relu_grad(z):
    return np.where(z > 0, np.ones_like(z), np.zeros_like(z))
