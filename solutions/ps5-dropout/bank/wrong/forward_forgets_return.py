"""Ends without return.

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
  - gives nothing back
"""


# %% dropout-forward
def dropout_forward(x, rate, training, rng):
    mask = (rng.random(x.shape) >= rate) / max(1 - rate, 1e-9)
    x = x * mask if training else x
