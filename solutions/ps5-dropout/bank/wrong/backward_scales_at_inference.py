"""Drops nothing at inference, but scales the gradient.

marks: 29
fails:
  - test-dropout-backward-inference
feedback:
  - gradient must pass unchanged
"""


# %% dropout-forward
def dropout_forward(x, rate, training, rng):
    if not training:
        return x, (None, rate)
    mask = (rng.random(x.shape) >= rate).astype(x.dtype)
    if rate < 1:
        mask /= 1 - rate
    return x * mask, (mask, rate)


# %% dropout-backward
def dropout_backward(dout, cache):
    mask, rate = cache
    return (dout if mask is None else dout * mask) * (1 if rate == 0 or mask is not None else 1 - rate)
