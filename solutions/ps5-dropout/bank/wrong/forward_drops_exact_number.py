"""Drops an exact number of entries, chosen by a permutation.

marks: 29
fails:
  - test-dropout-forward-masks
feedback:
  - from call to call
"""


# %% dropout-forward
def dropout_forward(x, rate, training, rng):
    if not training:
        return x, None
    mask = np.ones(x.size, dtype=x.dtype)
    mask[rng.permutation(x.size)[: round(rate * x.size)]] = 0
    mask = mask.reshape(x.shape)
    if rate < 1:
        mask /= 1 - rate
    return x * mask, mask
