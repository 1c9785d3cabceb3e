"""The arguments s and rate stand in the other order.

marks: 19
fails:
  - test-exponential-lr-rate
feedback:
  - cannot be called as the task says
"""


# %% exponential-lr
def exponential_lr(t, lr0, rate=0.1, s=100):
    if rate >= 1:
        rate, s = 0.1, rate
    return lr0 * rate ** (t / s)
