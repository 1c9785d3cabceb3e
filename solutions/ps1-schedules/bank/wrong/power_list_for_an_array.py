"""Returns a list of rates where t is an array.

marks: 19
fails:
  - test-power-lr-arrays
feedback:
  - must return an array
"""


# %% power-lr
def power_lr(t, lr0, s, c=1.0):
    return (lr0 / (1 + t / s) ** c).tolist() if np.ndim(t) else lr0 / (1 + t / s) ** c
