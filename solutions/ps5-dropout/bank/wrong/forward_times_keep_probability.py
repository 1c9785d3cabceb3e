"""Multiplies what is kept by 1 - p instead of dividing.

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
    mask *= 1 - rate
    return x * mask, mask
