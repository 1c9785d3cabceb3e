"""Draws beyond three standard deviations are drawn anew, which takes from the variance.

marks: 19
fails:
  - test-he-normal-variance
feedback:
  - variance is not 2 over
"""


# %% he-normal
def he_normal(fan_in, fan_out, rng):
    weights = rng.standard_normal((fan_in, fan_out))
    while (far := np.abs(weights) > 3).any():
        weights[far] = rng.standard_normal(int(far.sum()))
    return weights * math.sqrt(2 / fan_in)
