"""Right, but chatty: prints and warns at each call.

marks: 30
fails: []
feedback: []
"""

# %% dropout-forward
import warnings


def dropout_forward(x, rate, training, rng):
    print("dropout_forward is called")
    warnings.warn("dropping", RuntimeWarning)
    if not training:
        return x, None
    mask = (rng.random(x.shape) >= rate).astype(x.dtype)
    if rate < 1:
        mask /= 1 - rate
    return x * mask, mask
