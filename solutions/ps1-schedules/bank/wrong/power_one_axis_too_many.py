"""Makes an array with an axis of a single update, and leaves it so.

marks: 19
fails:
  - test-power-lr-arrays
feedback:
  - shape of t
"""


# %% power-lr
def power_lr(t, lr0, s, c=1.0):
    return lr0 / (1 + np.atleast_1d(t) / s) ** c
