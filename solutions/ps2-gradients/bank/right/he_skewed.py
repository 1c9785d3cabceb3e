"""A shifted exponential distribution: its mean is 0, its variance He's.

marks: 20
fails: []
feedback: []
"""


# %% he-normal
def he_normal(fan_in, fan_out, rng):
    return (rng.standard_exponential((fan_in, fan_out)) - 1) * np.sqrt(2 / fan_in)
