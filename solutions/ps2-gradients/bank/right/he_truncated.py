"""Truncated normal weights, widened so that their variance is 2 / fan_in, as Keras does.

marks: 20
fails: []
feedback: []
"""


# %% he-normal
def he_normal(fan_in, fan_out, rng):
    weights = rng.standard_normal((fan_in, fan_out))
    while (far := np.abs(weights) > 2).any():
        weights[far] = rng.standard_normal(int(far.sum()))
    return weights * math.sqrt(2 / fan_in) / 0.87962566103423978
