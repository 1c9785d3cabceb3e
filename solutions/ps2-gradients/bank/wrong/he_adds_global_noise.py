"""A part of each weight comes from NumPy's global generator.

marks: 19
fails:
  - test-he-normal-draws
feedback:
  - same seed
"""


# %% he-normal
def he_normal(fan_in, fan_out, rng):
    own = rng.standard_normal((fan_in, fan_out)) + 0.1 * np.random.standard_normal((fan_in, fan_out))
    return own * math.sqrt(2 / fan_in / 1.01)
