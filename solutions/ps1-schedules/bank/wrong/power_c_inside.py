"""The power c is applied to t/s alone, not to the whole factor 1 + t/s.

marks: 19
fails:
  - test-power-lr-power
feedback:
  - power c
"""


# %% power-lr
def power_lr(t, lr0, s, c=1.0):
    return lr0 / (1 + (t / s) ** c)
