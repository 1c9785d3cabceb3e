"""Keeps an entry with probability p, but scales by 1 / (1 - p).

marks: 28
fails:
  - test-dropout-forward-rate
  - test-dropout-forward-limits
feedback:
  - probability to drop
"""


# %% dropout-forward
def dropout_forward(x, rate, training, rng):
    if not training:
        return x, None
    mask = (rng.random(x.shape) < rate).astype(x.dtype)
    if rate < 1:
        mask /= 1 - rate
    return x * mask, mask
