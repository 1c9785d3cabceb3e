"""A straight line through the values at 0 and s.

marks: 17
fails:
  - test-exponential-lr-values
  - test-exponential-lr-rate
  - test-exponential-lr-arrays
feedback:
  - equation (4)
"""


# %% exponential-lr
def exponential_lr(t, lr0, s, rate=0.1):
    return lr0 * (1 - (1 - rate) * t / s)
