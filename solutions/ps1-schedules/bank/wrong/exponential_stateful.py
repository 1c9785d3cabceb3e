"""Multiplies a kept rate at each call and does not look at t.

marks: 17
fails:
  - test-exponential-lr-values
  - test-exponential-lr-rate
  - test-exponential-lr-arrays
feedback:
  - lr0
"""

# %% exponential-lr
kept = {}


def exponential_lr(t, lr0, s, rate=0.1):
    lr = kept.get("lr", lr0)
    kept["lr"] = lr * rate ** (1 / s)
    return lr
