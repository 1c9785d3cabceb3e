"""The weights come back in a row.

marks: 19
fails:
  - test-he-normal-draws
feedback:
  - shape (fan_in, fan_out)
"""


# %% he-normal
def he_normal(fan_in, fan_out, rng):
    return rng.normal(0, math.sqrt(2 / fan_in), fan_in * fan_out)
