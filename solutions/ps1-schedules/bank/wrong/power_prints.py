"""Prints the rate and returns nothing.

marks: 17
fails:
  - test-power-lr-values
  - test-power-lr-power
  - test-power-lr-arrays
feedback:
  - return
"""


# %% power-lr
def power_lr(t, lr0, s, c=1.0):
    print(lr0 / (1 + t / s) ** c)
