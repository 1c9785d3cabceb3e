"""Keeps a Boolean mask and scales in both passes.

marks: 30
fails: []
feedback: []
"""


# %% dropout-forward
def dropout_forward(x, rate, training, rng):
    keep = 1.0 - rate
    if not training or keep == 1:
        return x, (np.ones(x.shape, dtype=bool), 1.0)
    if keep == 0:
        return np.zeros_like(x), (np.zeros(x.shape, dtype=bool), 1.0)
    mask = rng.random(x.shape) > rate
    return x * mask / keep, (mask, keep)


# %% dropout-backward
def dropout_backward(dout, cache):
    mask, keep = cache
    return dout * mask / keep
