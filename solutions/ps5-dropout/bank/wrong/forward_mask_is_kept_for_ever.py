"""Draws one mask for each shape and keeps it for all calls.

marks: 26
fails:
  - test-dropout-forward-rate
  - test-dropout-forward-masks
  - test-dropout-forward-random
  - test-dropout-forward-limits
feedback:
  - draw a new one from rng
"""

# %% dropout-forward
masks = {}


def dropout_forward(x, rate, training, rng):
    if not training:
        return x, None
    mask = masks.setdefault((x.shape, x.dtype), (rng.random(x.shape) >= rate).astype(x.dtype))
    if rate < 1:
        mask = mask / (1 - rate)
    return x * mask, mask
