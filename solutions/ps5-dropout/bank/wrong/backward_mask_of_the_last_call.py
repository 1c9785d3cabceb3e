"""Keeps the mask in a global variable, so that only the last forward pass can go back.

marks: 29
fails:
  - test-dropout-backward-mask
feedback:
  - use its own mask
"""

# %% dropout-forward
last = None


def dropout_forward(x, rate, training, rng):
    global last
    last = None
    if not training:
        return x, ()
    mask = (rng.random(x.shape) >= rate).astype(x.dtype)
    if rate < 1:
        mask /= 1 - rate
    last = mask
    return x * mask, ()


# %% dropout-backward
def dropout_backward(dout, cache):
    return dout if last is None else dout * last
