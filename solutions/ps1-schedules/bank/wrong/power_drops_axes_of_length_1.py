"""Squeezes the result: axes of length 1 are lost.

marks: 19
fails:
  - test-power-lr-arrays
feedback:
  - shape of t
"""


# %% power-lr
def power_lr(t, lr0, s, c=1.0):
    return np.squeeze(lr0 / (1 + t / s) ** c)
