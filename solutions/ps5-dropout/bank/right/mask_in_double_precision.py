"""Keeps the mask in double precision and converts the output alone.

marks: 30
fails: []
feedback: []
"""


# %% dropout-forward
def dropout_forward(x, rate, training, rng):
    mask = np.ones(x.shape)
    if training:
        mask = np.where(rng.random(x.shape) < rate, 0.0, 1 / np.maximum(1 - rate, 1e-12))
    return (x * mask).astype(x.dtype), mask


# %% dropout-backward
def dropout_backward(dout, cache):
    return dout * cache
