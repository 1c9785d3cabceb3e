"""Slopes as the imaginary part after a tiny complex step.

marks: 20
fails: []
feedback: []
"""


# %% elu
def elu(z, alpha=1.0):
    out = np.array(z, copy=True)
    np.multiply(np.expm1(z, where=z < 0, out=out), 1, out=out)
    return np.where(z < 0, alpha * out, z)


def elu_grad(z, alpha=1.0):
    wide = z.astype(complex) + 1e-20j
    value = np.where(wide.real > 0, wide, alpha * (np.exp(np.where(wide.real > 0, 0, wide)) - 1))
    return (value.imag / 1e-20).astype(z.dtype)
