"""Gives double precision back at inference alone.

marks: 29
fails:
  - test-dropout-forward-arguments
feedback:
  - dtype of x
"""


# %% dropout-forward
def dropout_forward(x, rate, training, rng):
    if not training:
        return x.astype(float), None
    mask = (rng.random(x.shape) >= rate).astype(x.dtype)
    if rate < 1:
        mask /= 1 - rate
    return x * mask, mask
