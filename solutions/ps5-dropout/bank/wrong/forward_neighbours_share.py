"""Two neighbouring features are always dropped together.

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
    half = rng.random((*x.shape[:-1], (x.shape[-1] + 1) // 2)) >= rate
    mask = np.repeat(half, 2, axis=-1)[..., : x.shape[-1]].astype(x.dtype)
    if rate < 1:
        mask /= 1 - rate
    return x * mask, mask
