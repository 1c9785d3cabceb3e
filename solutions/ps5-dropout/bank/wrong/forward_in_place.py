"""Multiplies x in place.

marks: 29
fails:
  - test-dropout-forward-arguments
feedback:
  - make a new array
"""


# %% dropout-forward
def dropout_forward(x, rate, training, rng):
    if not training:
        return x, None
    mask = (rng.random(x.shape) >= rate).astype(x.dtype)
    if rate < 1:
        mask /= 1 - rate
    x *= mask
    return x, mask
