"""Takes the mask out of the cache, so that it can be asked only once.

marks: 29
fails:
  - test-dropout-backward-mask
feedback:
  - raised IndexError
"""


# %% dropout-forward
def dropout_forward(x, rate, training, rng):
    if not training:
        return x, None
    mask = (rng.random(x.shape) >= rate).astype(x.dtype)
    if rate < 1:
        mask /= 1 - rate
    return x * mask, [mask]


# %% dropout-backward
def dropout_backward(dout, cache):
    return dout if cache is None else dout * cache.pop()
