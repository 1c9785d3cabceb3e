"""Uses the default slope of the Keras layer, 0.3.

marks: 18
fails:
  - test-leaky-relu-values
  - test-leaky-relu-slope
feedback:
  - By default
"""


# %% leaky-relu
def leaky_relu(z, alpha=0.3):
    return np.where(z >= 0, z, alpha * z)


def leaky_relu_grad(z, alpha=0.3):
    return np.where(z > 0, np.ones_like(z), alpha * np.ones_like(z))
