"""Draws the mask as binomial numbers.

marks: 30
fails: []
feedback: []
"""


# %% dropout-forward
def dropout_forward(x, rate, training, rng):
    if not training or rate == 0:
        return x.copy(), None
    mask = rng.binomial(1, 1 - rate, size=x.shape).astype(bool)
    return np.where(mask, x / (1 - rate), 0).astype(x.dtype) if rate < 1 else np.zeros_like(x), (mask, rate)


# %% dropout-backward
def dropout_backward(dout, cache):
    if cache is None:
        return dout.copy()
    mask, rate = cache
    return np.where(mask, dout / (1 - rate), 0).astype(dout.dtype) if rate < 1 else np.zeros_like(dout)
