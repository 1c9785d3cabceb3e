"""Writes the result of an intermediate step into the argument t.

marks: 19
fails:
  - test-power-lr-arrays
feedback:
  - changes its argument
"""


# %% power-lr
def power_lr(t, lr0, s, c=1.0):
    t = np.asarray(t)
    rates = lr0 / (1 + t / s) ** c
    t += 1
    return rates if rates.shape else float(rates)
