"""Goes through the entries one by one.

marks: 30
fails: []
feedback: []
"""


# %% dropout-forward
def dropout_forward(x, rate, training, rng):
    if not training:
        return x, None
    draws, mask = rng.random(x.size), np.zeros(x.size, dtype=x.dtype)
    for i, draw in enumerate(draws):
        if draw >= rate:
            mask[i] = 1 / (1 - rate)
    mask = mask.reshape(x.shape)
    return mask * x, mask
