"""Takes a power of 0 for a missing one.

marks: 19
fails:
  - test-power-lr-power
feedback:
  - c = 0
"""


# %% power-lr
def power_lr(t, lr0, s, c=None):
    return lr0 / (1 + t / s) ** (c or 1.0)
