"""Keeps lr0 of the first call for all later calls.

marks: 17
fails:
  - test-power-lr-values
  - test-power-lr-power
  - test-power-lr-arrays
feedback:
  - lr0
"""

# %% power-lr
first = {}


def power_lr(t, lr0, s, c=1.0):
    first.setdefault("lr0", lr0 + 0 * s)
    return first["lr0"] / (1 + t / s) ** c
