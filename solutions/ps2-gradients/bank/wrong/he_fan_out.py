"""Divides by the number of units, not of inputs.

marks: 19
fails:
  - test-he-normal-variance
feedback:
  - 2/300
"""


# %% he-normal
def he_normal(fan_in, fan_out, rng):
    return rng.normal(0, math.sqrt(2 / fan_out), (fan_in, fan_out))
