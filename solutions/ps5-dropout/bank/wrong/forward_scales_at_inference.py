"""The first way of the lecture: nothing is scaled in training, and the output by 1 - p at inference.

marks: 28
fails:
  - test-dropout-forward-inference
  - test-dropout-forward-scale
feedback:
  - neither dropped nor scaled
"""


# %% dropout-forward
def dropout_forward(x, rate, training, rng):
    if not training:
        return x * (1 - rate), None
    mask = (rng.random(x.shape) >= rate).astype(x.dtype)
    return x * mask, mask
