"""Counts the update to come as already made.

marks: 17
fails:
  - test-exponential-lr-values
  - test-exponential-lr-rate
  - test-exponential-lr-arrays
feedback:
  - t = 0
"""


# %% exponential-lr
def exponential_lr(t, lr0, s, rate=0.1):
    return lr0 * rate ** ((t + 1) / s)
