"""Divides what is kept by p; with p = 0.5 nobody sees it.

marks: 28
fails:
  - test-dropout-forward-scale
  - test-dropout-forward-limits
feedback:
  - divided by the probability to keep
"""


# %% dropout-forward
def dropout_forward(x, rate, training, rng):
    if not training:
        return x, None
    mask = (rng.random(x.shape) >= rate).astype(x.dtype)
    if rate > 0:
        mask /= rate
    else:
        mask *= 0
    return x * mask, mask
