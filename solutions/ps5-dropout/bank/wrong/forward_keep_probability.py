"""Takes the rate for the probability to keep, in the mask and in the scale.

marks: 27
fails:
  - test-dropout-forward-rate
  - test-dropout-forward-scale
  - test-dropout-forward-limits
feedback:
  - probability to drop
"""


# %% dropout-forward
def dropout_forward(x, rate, training, rng):
    if not training:
        return x, None
    mask = (rng.random(x.shape) < rate).astype(x.dtype)
    if rate > 0:
        mask /= rate
    return x * mask, mask
