"""alpha can be passed by name only.

marks: 19
fails:
  - test-leaky-relu-values
feedback:
  - cannot be called as the task says
"""


# %% leaky-relu
def leaky_relu(z, *, alpha=0.01):
    return np.where(z >= 0, z, alpha * z)


def leaky_relu_grad(z, alpha=0.01):
    return np.where(z > 0, np.ones_like(z), alpha * np.ones_like(z))
