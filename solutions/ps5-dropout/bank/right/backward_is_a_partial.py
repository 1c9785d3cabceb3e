"""The backward pass is a partial function, with further arguments of its own.

marks: 30
fails: []
feedback: []
"""


# %% dropout-forward
def dropout_forward(x, rate, training, rng, noise=None):
    kept = np.ones(x.shape, dtype=bool)
    if training:
        kept = np.greater_equal(rng.random(x.shape), rate)
    scale = 1 / (1 - rate) if training and rate < 1 else 1
    return np.multiply(x, kept) * scale, dict(kept=kept, scale=scale)


# %% dropout-backward
from functools import partial


def back(dout, cache, scaled):
    return np.where(cache["kept"], dout, 0) * (cache["scale"] if scaled else 1)


dropout_backward = partial(back, scaled=True)
