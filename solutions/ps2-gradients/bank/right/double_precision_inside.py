"""Computes in double precision, and returns the dtype of z; branches by np.select and np.piecewise.

marks: 20
fails: []
feedback: []
"""


# %% elu
def elu(z, alpha=1.0):
    wide = np.asarray(z, dtype=np.float64)
    return np.piecewise(wide, [wide < 0], [lambda v: alpha * np.expm1(v), lambda v: v]).astype(z.dtype)


def elu_grad(z, alpha=1.0):
    wide = z.astype(np.float64)
    return np.select([wide > 0, wide < 0], [1.0, alpha * np.exp(np.minimum(wide, 0))], default=0.5).astype(
        z.dtype
    )


# %% relu
def relu(z):
    return np.clip(z, 0, None)


def relu_grad(z):
    return np.heaviside(z, 0.5).astype(z.dtype)
