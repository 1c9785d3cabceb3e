"""Takes rate 0 for a rate that was not given, in the backward pass.

marks: 29
fails:
  - test-dropout-backward-inference
feedback:
  - at inference and at rate 0
"""


# %% dropout-forward
def dropout_forward(x, rate, training, rng):
    if not training:
        return x, None
    mask = rng.random(x.shape) >= rate
    out = (x * mask / (1 - rate)).astype(x.dtype) if rate < 1 else np.zeros_like(x)
    return out, (mask, rate)


# %% dropout-backward
def dropout_backward(dout, cache):
    if cache is None:
        return dout
    mask, rate = cache
    return dout * mask / (1 - (rate or 0.5))
