"""Scales in training and again at inference.

marks: 29
fails:
  - test-dropout-forward-inference
feedback:
  - neither dropped nor scaled
"""


# %% dropout-forward
def dropout_forward(x, rate, training, rng):
    if not training:
        return x * (1 - rate), None
    mask = (rng.random(x.shape) >= rate).astype(x.dtype)
    if rate < 1:
        mask /= 1 - rate
    return x * mask, mask
