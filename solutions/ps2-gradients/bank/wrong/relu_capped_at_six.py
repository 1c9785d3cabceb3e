"""Is ReLU6, which stops at 6.

marks: 19
fails:
  - test-relu-values
feedback:
  - equation (11)
"""


# %% relu
def relu(z):
    return np.clip(z, 0, 6)


def relu_grad(z):
    return np.where(z > 0, np.ones_like(z), np.zeros_like(z))
