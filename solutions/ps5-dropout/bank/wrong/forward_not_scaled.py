"""Drops, but does not scale what is kept.

marks: 29
fails:
  - test-dropout-forward-scale
feedback:
  - divided by the probability to keep
"""


# %% dropout-forward
def dropout_forward(x, rate, training, rng):
    if not training:
        return x, None
    mask = (rng.random(x.shape) >= rate).astype(x.dtype)
    return x * mask, mask
