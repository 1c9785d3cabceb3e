"""Lets NumPy warn at rate 1 and repairs the result.

marks: 30
fails: []
feedback: []
"""


# %% dropout-forward
def dropout_forward(x, rate, training, rng):
    if not training:
        return x, None
    mask = np.nan_to_num((rng.random(x.shape) >= rate).astype(x.dtype) / np.asarray(1 - rate, x.dtype), nan=0)
    return x * mask, mask
