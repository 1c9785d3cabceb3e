"""A stray comma makes the output a tuple of one array.

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
  - Is there a comma behind the result?
"""


# %% dropout-forward
def dropout_forward(x, rate, training, rng):
    if not training:
        out, mask = x, None
    else:
        mask = (rng.random(x.shape) >= rate).astype(x.dtype)
        if rate < 1:
            mask /= 1 - rate
        out = x * mask
    out = (out,)
    return out, mask
