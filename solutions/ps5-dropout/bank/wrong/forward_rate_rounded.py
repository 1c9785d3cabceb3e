"""Rounds the rate to one digit.

marks: 29
fails:
  - test-dropout-forward-rate
feedback:
  - "`rate` is the probability to drop"
"""


# %% dropout-forward
def dropout_forward(x, rate, training, rng):
    if not training:
        return x, None
    mask = (rng.random(x.shape) >= round(rate, 1)).astype(x.dtype)
    if rate < 1:
        mask /= 1 - rate
    return x * mask, mask
