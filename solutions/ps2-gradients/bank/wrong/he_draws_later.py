"""Returns a function that would draw.

marks: 18
fails:
  - test-he-normal-variance
  - test-he-normal-draws
feedback:
  - a function
"""


# %% he-normal
def he_normal(fan_in, fan_out, rng):
    return lambda: rng.normal(0, math.sqrt(2 / fan_in), (fan_in, fan_out))
