"""Returns a function that waits for t.

marks: 17
fails:
  - test-power-lr-values
  - test-power-lr-power
  - test-power-lr-arrays
feedback:
  - a function
"""


# %% power-lr
def power_lr(t, lr0, s, c=1.0):
    def rate():
        return lr0 / (1 + t / s) ** c

    return rate
