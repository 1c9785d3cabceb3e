"""Draws from a uniform with the standard deviation as its limit: a third of the variance.

marks: 19
fails:
  - test-he-normal-variance
feedback:
  - 2/300
"""


# %% he-normal
def he_normal(fan_in, fan_out, rng):
    limit = math.sqrt(2 / fan_in)
    return rng.uniform(-limit, limit, (fan_in, fan_out))
