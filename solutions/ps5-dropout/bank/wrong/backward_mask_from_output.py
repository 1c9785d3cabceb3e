"""Infers the mask from the output: an entry that is 0 must have been dropped.

marks: 29
fails:
  - test-dropout-backward-zeros
feedback:
  - the output is 0 says nothing
"""


# %% dropout-forward
def dropout_forward(x, rate, training, rng):
    if not training:
        return x, None
    mask = (rng.random(x.shape) >= rate).astype(x.dtype)
    if rate < 1:
        mask /= 1 - rate
    return x * mask, (x * mask, 1 - rate)


# %% dropout-backward
def dropout_backward(dout, cache):
    if cache is None:
        return dout
    out, keep = cache
    return dout * (out != 0) / keep
