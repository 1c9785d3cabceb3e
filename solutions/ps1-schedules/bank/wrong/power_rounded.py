"""Rounds the rate to six decimals.

marks: 18
fails:
  - test-power-lr-values
  - test-power-lr-power
feedback:
  - some update
"""


# %% power-lr
def power_lr(t, lr0, s, c=1.0):
    return np.round(lr0 / (1 + t / s) ** c, 6)
