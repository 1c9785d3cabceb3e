"""The second half of the units has the weights of the first with the other sign.

marks: 19
fails:
  - test-he-normal-draws
feedback:
  - some follow from others
"""


# %% he-normal
def he_normal(fan_in, fan_out, rng):
    half = rng.normal(0, math.sqrt(2 / fan_in), (fan_in, (fan_out + 1) // 2))
    return np.hstack([half, -half])[:, :fan_out]
