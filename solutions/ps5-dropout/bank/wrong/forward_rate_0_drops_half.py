"""Takes a rate of 0 for a rate that was not given.

marks: 29
fails:
  - test-dropout-forward-limits
feedback:
  - Rate 0 drops nothing
"""


# %% dropout-forward
def dropout_forward(x, rate, training, rng):
    rate = rate or 0.5
    if not training:
        return x, None
    mask = (rng.random(x.shape) >= rate).astype(x.dtype)
    if rate < 1:
        mask /= 1 - rate
    return x * mask, mask
