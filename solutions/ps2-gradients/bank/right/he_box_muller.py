"""Normal weights made of two uniform draws each.

marks: 20
fails: []
feedback: []
"""


# %% he-normal
def he_normal(fan_in, fan_out, rng):
    u, v = rng.random((2, fan_in, fan_out))
    return np.sqrt(-4 * np.log1p(-u) / fan_in) * np.cos(2 * np.pi * v)
