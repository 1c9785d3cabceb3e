"""Returns the output without a cache.

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
  - 2 values
"""


# %% dropout-forward
def dropout_forward(x, rate, training, rng):
    if not training:
        return x
    mask = (rng.random(x.shape) >= rate).astype(x.dtype)
    if rate < 1:
        mask /= 1 - rate
    return x * mask
