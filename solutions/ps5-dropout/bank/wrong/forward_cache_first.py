"""Returns the cache first and the output second.

marks: 24
fails:
  - test-dropout-forward-inference
  - test-dropout-forward-scale
  - test-dropout-forward-limits
  - test-dropout-backward-mask
  - test-dropout-backward-zeros
  - test-dropout-backward-inference
feedback:
  - the first of the two values
"""


# %% dropout-forward
def dropout_forward(x, rate, training, rng):
    if not training:
        return np.ones_like(x), x
    mask = (rng.random(x.shape) >= rate).astype(x.dtype)
    if rate < 1:
        mask /= 1 - rate
    return mask, x * mask
