"""Passes the variance where NumPy wants the standard deviation.

marks: 19
fails:
  - test-he-normal-variance
feedback:
  - 2/300
"""


# %% he-normal
def he_normal(fan_in, fan_out, rng):
    return rng.normal(0, 2 / fan_in, (fan_in, fan_out))
