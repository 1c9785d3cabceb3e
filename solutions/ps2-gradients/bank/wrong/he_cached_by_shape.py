"""A cache returns the weights of the first layer of the same shape.

marks: 20
fails: []
feedback:
  - twins
"""

# %% he-normal
import functools


@functools.cache
def he_normal(fan_in, fan_out, rng):
    return rng.normal(0, math.sqrt(2 / fan_in), (fan_in, fan_out))
