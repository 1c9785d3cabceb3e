"""Keeps the generator of its first call for all others.

marks: 29
fails:
  - test-dropout-forward-random
feedback:
  - draw from rng and from nothing else
"""

# %% dropout-forward
generators = []


def dropout_forward(x, rate, training, rng):
    generators.append(rng)
    if not training:
        return x, None
    mask = (generators[0].random(x.shape) >= rate).astype(x.dtype)
    if rate < 1:
        mask /= 1 - rate
    return x * mask, mask
