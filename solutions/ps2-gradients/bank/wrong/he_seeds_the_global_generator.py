"""Seeds NumPy's global generator, and draws from that.

marks: 19
fails:
  - test-he-normal-draws
feedback:
  - another seed
"""


# %% he-normal
def he_normal(fan_in, fan_out, rng):
    np.random.seed(fan_in)
    return np.random.normal(0, math.sqrt(2 / fan_in), (fan_in, fan_out))
