"""All weights are positive.

marks: 19
fails:
  - test-he-normal-variance
feedback:
  - mean
"""


# %% he-normal
def he_normal(fan_in, fan_out, rng):
    return np.abs(rng.normal(0, math.sqrt(2 / fan_in), (fan_in, fan_out)))
