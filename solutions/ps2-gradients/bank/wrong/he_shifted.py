"""The mean of the weights is a tenth of their spread.

marks: 19
fails:
  - test-he-normal-variance
feedback:
  - mean
"""


# %% he-normal
def he_normal(fan_in, fan_out, rng):
    spread = math.sqrt(2 / fan_in)
    return rng.normal(spread / 10, spread, (fan_in, fan_out))
