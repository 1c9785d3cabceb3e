"""Gives back a flat list whatever the shape of t.

marks: 19
fails:
  - test-power-lr-arrays
feedback:
  - shape of t
"""


# %% power-lr
def power_lr(t, lr0, s, c=1.0):
    rates = [lr0 / (1 + step / s) ** c for step in np.ravel(t)]
    return np.array(rates) if len(rates) > 1 else rates[0]
