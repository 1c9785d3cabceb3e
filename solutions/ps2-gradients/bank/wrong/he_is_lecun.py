"""Uses LeCun's variance, 1 / fan_in, which ReLU halves.

marks: 19
fails:
  - test-he-normal-variance
feedback:
  - 2/300
"""


# %% he-normal
def he_normal(fan_in, fan_out, rng):
    return rng.normal(0, math.sqrt(1 / fan_in), (fan_in, fan_out))
