"""Sorts an array of updates.

marks: 19
fails:
  - test-power-lr-arrays
feedback:
  - each entry must be the rate at that update
"""


# %% power-lr
def power_lr(t, lr0, s, c=1.0):
    return lr0 / (1 + (np.sort(t) if np.ndim(t) else t) / s) ** c
