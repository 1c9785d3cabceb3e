"""The branch for arrays forgets the power c.

marks: 19
fails:
  - test-power-lr-arrays
feedback:
  - power c other than 1
"""


# %% power-lr
def power_lr(t, lr0, s, c=1.0):
    if np.ndim(t) == 0:
        return lr0 / (1 + t / s) ** c
    return np.array([power_lr(step, lr0, s) for step in t])
