"""Draws one column and repeats it for every unit.

marks: 18
fails:
  - test-he-normal-variance
  - test-he-normal-draws
feedback:
  - some follow from others
"""


# %% he-normal
def he_normal(fan_in, fan_out, rng):
    column = rng.normal(0, math.sqrt(2 / fan_in), (fan_in, 1))
    return np.tile(column, (1, fan_out))
