"""Multiplies t by s, as if s were Keras's old `decay`.

marks: 17
fails:
  - test-power-lr-values
  - test-power-lr-power
  - test-power-lr-arrays
feedback:
  - half of lr0
"""


# %% power-lr
def power_lr(t, lr0, s, c=1.0):
    return lr0 / (1 + s * t) ** c
