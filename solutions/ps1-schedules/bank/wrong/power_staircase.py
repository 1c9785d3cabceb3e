"""Integer division: the rate falls only once every s updates.

marks: 17
fails:
  - test-power-lr-values
  - test-power-lr-power
  - test-power-lr-arrays
feedback:
  - at every update
"""


# %% power-lr
def power_lr(t, lr0, s, c=1.0):
    return lr0 / (1 + t // s) ** c
