"""max(z, 0) and max(alpha z, z), and slopes by comparison.

marks: 20
fails: []
feedback: []
"""


# %% relu
def relu(z):
    return (np.abs(z) + z) / 2


def relu_grad(z):
    return (z >= 0).astype(z.dtype)


# %% leaky-relu
def leaky_relu(z, alpha=0.01):
    return np.maximum(alpha * z, z)


def leaky_relu_grad(z, alpha=0.01):
    return (alpha + (1 - alpha) * (z >= 0)).astype(z.dtype)
