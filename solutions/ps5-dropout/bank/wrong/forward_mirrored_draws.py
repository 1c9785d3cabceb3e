"""The second half of the samples gets the mirrored draws of the first: the shares are right, the masks are not independent.

marks: 29
fails:
  - test-dropout-forward-masks
feedback:
  - from sample to sample, or from feature to feature
"""


# %% dropout-forward
def dropout_forward(x, rate, training, rng):
    if not training:
        return x, None
    draws = rng.random(x.shape)
    half = len(x) // 2
    draws[len(x) - half :] = 1 - draws[:half]
    mask = (draws >= rate).astype(x.dtype)
    if rate < 1:
        mask /= 1 - rate
    return x * mask, mask
