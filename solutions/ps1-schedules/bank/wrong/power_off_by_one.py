"""Counts the update to come as already made.

marks: 17
fails:
  - test-power-lr-values
  - test-power-lr-power
  - test-power-lr-arrays
feedback:
  - t = 0
"""


# %% power-lr
def power_lr(t, lr0, s, c=1.0):
    return lr0 / (1 + (t + 1) / s) ** c
