"""Draws one pool of weights and takes from it by lot: many stand twice.

marks: 19
fails:
  - test-he-normal-draws
feedback:
  - some follow from others
"""


# %% he-normal
def he_normal(fan_in, fan_out, rng):
    rows = rng.normal(0, math.sqrt(2 / fan_in), (max(1, fan_in // 2), fan_out))
    return rows[rng.integers(len(rows), size=fan_in)]
