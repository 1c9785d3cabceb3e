"""Computes both branches in full, so that the exponential overflows and warns.

marks: 20
fails: []
feedback: []
"""


# %% elu
def elu(z, alpha=1.0):
    return np.where(z > 0, z, alpha * (np.exp(z) - 1))


def elu_grad(z, alpha=1.0):
    return np.where(z > 0, 1, alpha * np.exp(z)).astype(z.dtype)


# %% selu
def selu(z):
    lam, alpha = 1.0507009873554805, 1.6732632423543772
    return lam * np.where(z > 0, z, alpha * np.exp(z) - alpha)


def selu_grad(z):
    lam, alpha = 1.0507009873554805, 1.6732632423543772
    return lam * np.where(z > 0, np.ones_like(z), alpha * np.exp(z))
