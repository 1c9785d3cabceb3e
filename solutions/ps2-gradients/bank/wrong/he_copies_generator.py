"""Draws from a copy of rng: every layer starts with the same numbers.

marks: 19
fails:
  - test-he-normal-draws
feedback:
  - two layers would start as twins
"""


# %% he-normal
def he_normal(fan_in, fan_out, rng):
    import copy

    return copy.deepcopy(rng).normal(0, math.sqrt(2 / fan_in), (fan_in, fan_out))
