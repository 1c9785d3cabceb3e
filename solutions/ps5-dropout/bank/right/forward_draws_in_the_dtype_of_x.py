"""Draws in the precision of x, and gives a list back.

marks: 30
fails: []
feedback: []
"""


# %% dropout-forward
def dropout_forward(x, rate, training, rng):
    if not training or rate == 0:
        return [x, 1]
    mask = (rng.random(x.shape, dtype=x.dtype) >= rate) * x.dtype.type(1 / (1 - rate) if rate < 1 else 1)
    return [x * mask, mask]


# %% dropout-backward
def dropout_backward(dout, cache):
    return dout * cache
