"""Drops whole samples of the mini-batch.

marks: 29
fails:
  - test-dropout-forward-masks
feedback:
  - Whole samples
"""


# %% dropout-forward
def dropout_forward(x, rate, training, rng):
    if not training:
        return x, None
    mask = np.ones_like(x) * (rng.random((len(x),) + (1,) * (x.ndim - 1)) >= rate)
    if rate < 1:
        mask /= 1 - rate
    return x * mask, mask
