"""SELU from ELU; the slope on the left from the value, f + λα.

marks: 20
fails: []
feedback: []
"""


# %% selu
def selu(z):
    return 1.05070098 * elu(z, alpha=1.67326324)


def selu_grad(z):
    return np.where(z > 0, np.full_like(z, 1.05070098), selu(z) + 1.05070098 * 1.67326324)
