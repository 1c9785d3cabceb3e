"""Infers the mask by dividing output by input.

marks: 29
fails:
  - test-dropout-backward-zeros
feedback:
  - finite gradient
"""


# %% dropout-forward
def dropout_forward(x, rate, training, rng):
    if not training:
        return x, None
    mask = (rng.random(x.shape) >= rate).astype(x.dtype)
    if rate < 1:
        mask /= 1 - rate
    return x * mask, (x, x * mask)


# %% dropout-backward
def dropout_backward(dout, cache):
    if cache is None:
        return dout
    x, out = cache
    return dout * (out / x)
