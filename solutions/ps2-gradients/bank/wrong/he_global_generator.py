"""Draws from NumPy's global generator and ignores rng.

marks: 19
fails:
  - test-he-normal-draws
feedback:
  - draw from rng
"""


# %% he-normal
def he_normal(fan_in, fan_out, rng):
    return np.random.normal(0, math.sqrt(2 / fan_in), (fan_in, fan_out))
