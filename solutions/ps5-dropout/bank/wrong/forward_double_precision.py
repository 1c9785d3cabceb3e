"""Gives double precision back for single precision.

marks: 29
fails:
  - test-dropout-forward-arguments
feedback:
  - single precision stays
"""


# %% dropout-forward
def dropout_forward(x, rate, training, rng):
    if not training:
        return x, None
    mask = (rng.random(x.shape) >= rate).astype(float)
    if rate < 1:
        mask /= 1 - rate
    return x * mask, mask
