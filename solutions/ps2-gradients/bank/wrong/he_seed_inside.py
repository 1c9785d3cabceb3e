"""Makes a generator of its own, with the same seed in every call.

marks: 19
fails:
  - test-he-normal-draws
feedback:
  - draw from rng
"""


# %% he-normal
def he_normal(fan_in, fan_out, rng):
    return np.random.default_rng(0).normal(0, math.sqrt(2 / fan_in), (fan_in, fan_out))
