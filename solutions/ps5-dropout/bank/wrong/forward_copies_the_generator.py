"""Draws from a copy of the generator, which never moves on.

marks: 28
fails:
  - test-dropout-forward-masks
  - test-dropout-forward-random
feedback:
  - draw a new one from rng
"""

# %% dropout-forward
import copy


def dropout_forward(x, rate, training, rng):
    if not training:
        return x, None
    mask = (copy.deepcopy(rng).random(x.shape) >= rate).astype(x.dtype)
    if rate < 1:
        mask /= 1 - rate
    return x * mask, mask
