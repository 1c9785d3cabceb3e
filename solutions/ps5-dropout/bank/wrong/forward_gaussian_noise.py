"""Multiplies by Gaussian noise of the same mean and variance instead of dropping.

marks: 20
fails:
  - test-dropout-forward-inference
  - test-dropout-forward-rate
  - test-dropout-forward-scale
  - test-dropout-forward-masks
  - test-dropout-forward-random
  - test-dropout-forward-limits
  - test-dropout-forward-arguments
  - test-dropout-backward-mask
  - test-dropout-backward-zeros
  - test-dropout-backward-inference
feedback:
  - some entries must be dropped
"""


# %% dropout-forward
def dropout_forward(x, rate, training, rng):
    if not training:
        return x, None
    mask = (1 + (rate / max(1 - rate, 1e-9)) ** 0.5 * rng.standard_normal(x.shape)).astype(x.dtype)
    return x * mask, mask
