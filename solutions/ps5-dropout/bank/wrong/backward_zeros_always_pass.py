"""Takes an entry for dropped if it became 0, so that one that was 0 before always passes.

marks: 29
fails:
  - test-dropout-backward-zeros
feedback:
  - dropped as often as others
"""


# %% dropout-forward
def dropout_forward(x, rate, training, rng):
    if not training:
        return x, None
    mask = (rng.random(x.shape) >= rate).astype(x.dtype)
    if rate < 1:
        mask /= 1 - rate
    return x * mask, (x, x * mask, rate)


# %% dropout-backward
def dropout_backward(dout, cache):
    if cache is None:
        return dout
    x, out, rate = cache
    return np.where((out == 0) & (x != 0), 0, dout / (1 - rate))
