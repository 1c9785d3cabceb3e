"""Never gives a rate above 1.

marks: 19
fails:
  - test-power-lr-values
feedback:
  - however large or small
"""


# %% power-lr
def power_lr(t, lr0, s, c=1.0):
    return np.minimum(lr0 / (1 + t / s) ** c, 1.0)
