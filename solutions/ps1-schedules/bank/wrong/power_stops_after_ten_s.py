"""The rate does not fall any more after 10 s updates.

marks: 19
fails:
  - test-power-lr-values
feedback:
  - at some update
"""


# %% power-lr
def power_lr(t, lr0, s, c=1.0):
    return lr0 / (1 + np.minimum(t, 10 * s) / s) ** c
