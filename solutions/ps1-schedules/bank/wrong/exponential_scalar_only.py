"""Converts t to a float, which no array can be.

marks: 19
fails:
  - test-exponential-lr-arrays
feedback:
  - arrays can be converted
"""


# %% exponential-lr
def exponential_lr(t, lr0, s, rate=0.1):
    return lr0 * rate ** (float(t) / s)
