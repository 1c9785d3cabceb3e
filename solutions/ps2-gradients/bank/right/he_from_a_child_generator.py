"""A new generator whose seed is drawn from rng; single precision.

marks: 20
fails: []
feedback: []
"""


# %% he-normal
def he_normal(fan_in, fan_out, rng):
    child = np.random.default_rng(rng.integers(2**63, size=4))
    weights = child.standard_normal((fan_out, fan_in), dtype=np.float32).T
    return weights * np.float32(math.sqrt(2 / fan_in))
