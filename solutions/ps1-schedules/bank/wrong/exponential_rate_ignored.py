"""0.1 is written into the formula; `rate` is not used.

marks: 19
fails:
  - test-exponential-lr-rate
feedback:
  - rate = 0.5
"""


# %% exponential-lr
def exponential_lr(t, lr0, s, rate=0.1):
    return lr0 * 0.1 ** (t / s)
