"""The default of the rate is 0.5, not 0.1.

marks: 18
fails:
  - test-exponential-lr-values
  - test-exponential-lr-arrays
feedback:
  - a tenth of lr0
"""


# %% exponential-lr
def exponential_lr(t, lr0, s, rate=0.5):
    return lr0 * rate ** (t / s)
