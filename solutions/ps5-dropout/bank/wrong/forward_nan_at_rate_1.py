"""Divides 0 by 0 at rate 1.

marks: 29
fails:
  - test-dropout-forward-limits
feedback:
  - without NaN
"""


# %% dropout-forward
def dropout_forward(x, rate, training, rng):
    if not training:
        return x, None
    mask = (rng.random(x.shape) >= rate).astype(x.dtype)
    mask = mask / np.asarray(1 - rate, dtype=x.dtype)
    return x * mask, mask
