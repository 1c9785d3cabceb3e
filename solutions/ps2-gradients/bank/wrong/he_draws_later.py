"""Returns a function that would draw.

marks: 20
fails: []
feedback:
  - a function
"""


# %% he-normal
def he_normal(fan_in, fan_out, rng):
    return lambda: rng.normal(0, math.sqrt(2 / fan_in), (fan_in, fan_out))
