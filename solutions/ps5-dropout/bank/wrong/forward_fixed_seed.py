"""Makes a generator with a fixed seed in each call.

marks: 28
fails:
  - test-dropout-forward-masks
  - test-dropout-forward-random
feedback:
  - draw a new one from rng
"""


# %% dropout-forward
def dropout_forward(x, rate, training, rng):
    if not training:
        return x, None
    mask = (np.random.default_rng(0).random(x.shape) >= rate).astype(x.dtype)
    if rate < 1:
        mask /= 1 - rate
    return x * mask, mask
