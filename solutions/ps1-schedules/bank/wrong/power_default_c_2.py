"""The default of the power is 2, not 1.

marks: 18
fails:
  - test-power-lr-values
  - test-power-lr-arrays
feedback:
  - c = 1
  - half of lr0
"""


# %% power-lr
def power_lr(t, lr0, s, c=2.0):
    return lr0 / (1 + t / s) ** c
