"""The exponent has the wrong sign: the rate grows.

marks: 17
fails:
  - test-exponential-lr-values
  - test-exponential-lr-rate
  - test-exponential-lr-arrays
feedback:
  - a tenth of lr0
"""


# %% exponential-lr
def exponential_lr(t, lr0, s, rate=0.1):
    return lr0 * rate ** (-t / s)
