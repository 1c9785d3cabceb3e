"""Takes the rate 1 for no dropout at all.

marks: 29
fails:
  - test-dropout-forward-limits
feedback:
  - Rate 1 drops everything
"""


# %% dropout-forward
def dropout_forward(x, rate, training, rng):
    if not training or rate == 1:
        return x, None
    mask = (rng.random(x.shape) >= rate).astype(x.dtype)
    mask /= 1 - rate
    return x * mask, mask
