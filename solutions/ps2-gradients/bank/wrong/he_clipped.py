"""Draws beyond two and a half standard deviations are clipped.

marks: 19
fails:
  - test-he-normal-variance
feedback:
  - variance is not 2 over
"""


# %% he-normal
def he_normal(fan_in, fan_out, rng):
    return np.clip(rng.standard_normal((fan_in, fan_out)), -2.5, 2.5) * math.sqrt(2 / fan_in)
