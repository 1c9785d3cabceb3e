"""The cache is a closure that does the backward pass.

marks: 30
fails: []
feedback: []
"""


# %% dropout-forward
def dropout_forward(x, rate, training, rng):
    if not training:
        return x, lambda dout: dout
    kept = rng.random(x.shape) >= rate
    scale = np.asarray(1 / max(1 - rate, 1e-12), dtype=x.dtype)

    def masked(z):
        z = z * scale
        z[~kept] = 0
        return z

    return masked(x), masked


# %% dropout-backward
def dropout_backward(dout, cache):
    return cache(dout)
