"""Draws from NumPy's global generator, so that the caller's seed does nothing.

marks: 29
fails:
  - test-dropout-forward-random
feedback:
  - same seed must give the same masks
"""


# %% dropout-forward
def dropout_forward(x, rate, training, rng):
    if not training:
        return x, None
    mask = (np.random.random(x.shape) >= rate).astype(x.dtype)  # noqa: NPY002
    if rate < 1:
        mask /= 1 - rate
    return x * mask, mask
