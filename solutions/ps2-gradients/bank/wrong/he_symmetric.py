"""Square layers get a symmetric matrix.

marks: 19
fails:
  - test-he-normal-draws
feedback:
  - some follow from others
"""


# %% he-normal
def he_normal(fan_in, fan_out, rng):
    weights = rng.normal(0, math.sqrt(2 / fan_in), (fan_in, fan_out))
    return np.triu(weights) + np.triu(weights, 1).T if fan_in == fan_out else weights
