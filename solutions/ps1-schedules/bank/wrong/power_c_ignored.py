"""The power c is not used.

marks: 19
fails:
  - test-power-lr-power
feedback:
  - power c
"""


# %% power-lr
def power_lr(t, lr0, s, c=1.0):
    return lr0 / (1 + t / s)
