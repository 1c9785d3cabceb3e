"""Writes into a copy through masks.

marks: 20
fails: []
feedback: []
"""


# %% relu
def relu(z):
    out = z.copy()
    out[out < 0] = 0
    return out


def relu_grad(z):
    out = np.zeros_like(z)
    out[z > 0] = 1
    return out


# %% elu
def elu(z, alpha=1.0):
    out = np.array(z)
    out[z < 0] = alpha * np.exp(z[z < 0]) - alpha
    return out


def elu_grad(z, alpha=1.0):
    out = np.ones_like(z)
    out[z < 0] = alpha * np.exp(z[z < 0])
    return out
