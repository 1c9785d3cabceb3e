"""Refuses the rate 1 with a documented ValueError.

marks: 30
fails: []
feedback: []
"""


# %% dropout-forward
def dropout_forward(x, rate, training, rng):
    """Raises ValueError for a rate that is not below 1."""
    if not 0 <= rate < 1:
        raise ValueError(f"expected 0 <= rate < 1. Received: rate={rate}")
    if not training:
        return x, None
    mask = (rng.uniform(size=x.shape) >= rate).astype(x.dtype) / (1 - rate)
    return x * mask, mask
