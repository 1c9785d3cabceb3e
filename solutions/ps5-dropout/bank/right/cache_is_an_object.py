"""The cache is an object of a class of its own.

marks: 30
fails: []
feedback: []
"""


# %% dropout-forward
class Mask:
    def __init__(self, factors):
        self.factors = factors

    def apply(self, z):
        return (z * self.factors).astype(z.dtype)


def dropout_forward(x, rate, training, rng):
    factors = np.ones(x.shape)
    if training:
        factors = (rng.random(x.shape) < 1 - rate) / (1 - rate or 1)
    mask = Mask(factors)
    return mask.apply(x), mask


# %% dropout-backward
def dropout_backward(dout, cache):
    return cache.apply(dout)
