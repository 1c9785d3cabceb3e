"""The weights have shape (fan_out, fan_in).

marks: 19
fails:
  - test-he-normal-draws
feedback:
  - shape (fan_in, fan_out)
"""


# %% he-normal
def he_normal(fan_in, fan_out, rng):
    return rng.normal(0, math.sqrt(2 / fan_in), (fan_out, fan_in))
