"""Python loops over the entries, with math instead of NumPy.

marks: 20
fails: []
feedback: []
"""


# %% relu
def relu(z):
    return np.array([max(v, 0.0) for v in z.ravel().tolist()], dtype=z.dtype).reshape(z.shape)


def relu_grad(z):
    return np.array([float(v > 0) for v in z.ravel().tolist()], dtype=z.dtype).reshape(z.shape)


# %% selu
def _each(function, z):
    return np.array([function(v) for v in z.ravel().tolist()], dtype=z.dtype).reshape(z.shape)


def selu(z):
    scale, alpha = 1.0507009873554805, 1.6732632423543772
    return _each(lambda v: scale * (v if v > 0 else alpha * math.expm1(v)), z)


def selu_grad(z):
    scale, alpha = 1.0507009873554805, 1.6732632423543772
    return _each(lambda v: scale * (1.0 if v > 0 else alpha * math.exp(v)), z)
