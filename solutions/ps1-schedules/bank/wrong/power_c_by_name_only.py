"""The power c can be passed by name only.

marks: 18
fails:
  - test-power-lr-power
  - test-power-lr-arrays
feedback:
  - cannot be called as the task says
"""


# %% power-lr
def power_lr(t, lr0, s, *, c=1.0):
    return lr0 / (1 + t / s) ** c
