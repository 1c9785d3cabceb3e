"""Chooses each factor from 0 and 1 / (1 - p).

marks: 30
fails: []
feedback: []
"""


# %% dropout-forward
def dropout_forward(x, rate, training, rng):
    if training and rate:
        factors = [0.0, 1 / (1 - rate) if rate < 1 else 0.0]
        mask = rng.choice(factors, size=x.shape, p=[rate, 1 - rate]).astype(x.dtype)
    else:
        mask = np.ones_like(x)
    return x * mask, {"mask": mask}


# %% dropout-backward
def dropout_backward(dout, cache):
    return np.multiply(dout, cache["mask"])
