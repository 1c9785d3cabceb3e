"""One formula for both sides: ReLU plus the exponential of the clamped input.

marks: 20
fails: []
feedback: []
"""


# %% elu
def elu(z, alpha=1.0):
    return np.maximum(z, 0) + alpha * (np.exp(np.minimum(z, 0)) - 1)


def elu_grad(z, alpha=1.0):
    return (z > 0) + alpha * np.exp(np.minimum(z, 0)) * (z <= 0)


# %% selu
def selu(z):
    return 1.0507009873554805 * elu(z, 1.6732632423543772)


def selu_grad(z):
    return 1.0507009873554805 * elu_grad(z, 1.6732632423543772)
