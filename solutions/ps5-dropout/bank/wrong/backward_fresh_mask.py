"""Draws a new mask in the backward pass.

marks: 29
fails:
  - test-dropout-backward-mask
feedback:
  - use its own mask
"""


# %% dropout-forward
def dropout_forward(x, rate, training, rng):
    if not training:
        return x, None
    mask = (rng.random(x.shape) >= rate).astype(x.dtype)
    if rate < 1:
        mask /= 1 - rate
    return x * mask, (rate, rng)


# %% dropout-backward
def dropout_backward(dout, cache):
    if cache is None:
        return dout
    rate, rng = cache
    mask = rng.random(dout.shape) >= rate
    return (dout * mask / (1 - rate)).astype(dout.dtype)
