"""A table of the values that the notebook shows.

marks: 17
fails:
  - test-power-lr-values
  - test-power-lr-power
  - test-power-lr-arrays
feedback:
  - at that update
"""


# %% power-lr
def power_lr(t, lr0, s, c=1.0):
    if np.ndim(t):
        return np.vectorize(lambda step: power_lr(step, lr0, s, c))(t)
    shown = {
        (0, 0.5): 0.5,
        (50, 0.5): 0.34,
        (51, 0.5): 0.33,
        (100, 0.5): 0.25,
        (300, 0.5): 0.125,
        (100, 0.8): 0.2,
    }
    return shown.get((int(t), lr0), 0.05)
