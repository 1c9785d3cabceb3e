"""One mask for the whole mini-batch, as the lecture's wording suggests.

marks: 29
fails:
  - test-dropout-forward-masks
feedback:
  - Some masks are equal
"""


# %% dropout-forward
def dropout_forward(x, rate, training, rng):
    if not training:
        return x, None
    mask = np.ones_like(x) * (rng.random(x.shape[1:] if x.ndim > 1 else x.shape) >= rate)
    if rate < 1:
        mask /= 1 - rate
    return x * mask, mask
