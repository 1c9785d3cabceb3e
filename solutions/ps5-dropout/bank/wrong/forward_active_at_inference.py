"""Drops at inference as in training.

marks: 29
fails:
  - test-dropout-forward-inference
feedback:
  - neither dropped nor scaled
"""


# %% dropout-forward
def dropout_forward(x, rate, training, rng):
    mask = (rng.random(x.shape) >= rate).astype(x.dtype)
    if rate < 1:
        mask /= 1 - rate
    return x * mask, mask
