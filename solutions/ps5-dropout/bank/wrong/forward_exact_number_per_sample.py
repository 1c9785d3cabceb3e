"""Drops the same number of entries in each sample.

marks: 29
fails:
  - test-dropout-forward-masks
feedback:
  - from sample to sample
"""


# %% dropout-forward
def dropout_forward(x, rate, training, rng):
    if not training:
        return x, None
    ranks = np.argsort(np.argsort(rng.random(x.shape), axis=-1), axis=-1)
    mask = (ranks >= round(rate * x.shape[-1])).astype(x.dtype)
    if rate < 1:
        mask /= 1 - rate
    return x * mask, mask
