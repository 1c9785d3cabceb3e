"""Returns a dictionary for the two values.

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
  - "2 values: (output, cache). Received: a dictionary"
"""


# %% dropout-forward
def dropout_forward(x, rate, training, rng):
    if not training:
        return {"out": x, "cache": None}
    mask = (rng.random(x.shape) >= rate).astype(x.dtype)
    if rate < 1:
        mask /= 1 - rate
    return {"out": x * mask, "cache": mask}
