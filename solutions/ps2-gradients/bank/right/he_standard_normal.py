"""Scales standard normal draws.

marks: 20
fails: []
feedback: []
"""


# %% he-normal
def he_normal(fan_in, fan_out, rng):
    return rng.standard_normal((fan_in, fan_out)) * (2 / fan_in) ** 0.5
