"""A Laplace distribution with He's variance, unit by unit.

marks: 20
fails: []
feedback: []
"""


# %% he-normal
def he_normal(fan_in, fan_out, rng):
    return np.column_stack([rng.laplace(0, fan_in**-0.5, fan_in) for _ in range(fan_out)])
