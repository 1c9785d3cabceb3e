"""The arguments have other names than in the task.

marks: 19
fails:
  - test-power-lr-power
feedback:
  - cannot be called as the task says
"""


# %% power-lr
def power_lr(step, lr, s, c=1.0):
    return lr / (1 + step / s) ** c
