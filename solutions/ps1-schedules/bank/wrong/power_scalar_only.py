"""Works for a single update only: `math.pow` takes no array.

marks: 19
fails:
  - test-power-lr-arrays
feedback:
  - arrays can be converted
"""


# %% power-lr
def power_lr(t, lr0, s, c=1.0):
    return lr0 * math.pow(1 + t / s, -c)
