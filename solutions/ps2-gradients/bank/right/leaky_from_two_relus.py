"""ReLU(z) minus alpha ReLU(-z), and a slope of 1 at the kink.

marks: 20
fails: []
feedback: []
"""


# %% leaky-relu
def leaky_relu(z, alpha=0.01):
    return np.maximum(z, 0) - alpha * np.maximum(-z, 0)


def leaky_relu_grad(z, alpha=0.01):
    slope = np.full_like(z, alpha)
    slope[z >= 0] = 1
    return slope


# %% relu
def relu(z):
    return z * (z > 0)


def relu_grad(z):
    return np.heaviside(z, 1)
