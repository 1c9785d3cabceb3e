"""Uses the exponential on both sides.

marks: 18
fails:
  - test-elu-values
  - test-elu-alpha
feedback:
  - From 0 on ELU must keep its input
"""


# %% elu
def elu(z, alpha=1.0):
    return alpha * np.expm1(z)


def elu_grad(z, alpha=1.0):
    return np.where(z > 0, np.ones_like(z), alpha * np.exp(np.minimum(z, 0)))
