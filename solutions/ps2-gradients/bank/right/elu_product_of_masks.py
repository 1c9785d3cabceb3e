"""Adds both branches, each multiplied by its mask.

marks: 20
fails: []
feedback: []
"""


# %% elu
def elu(z, alpha=1.0):
    return z * (z > 0) + alpha * np.expm1(z) * (z <= 0)


def elu_grad(z, alpha=1.0):
    return np.where(z > 0, np.ones_like(z), alpha * np.exp(np.minimum(z, 0)))
