"""The arguments have other names than in the task.

marks: 19
fails:
  - test-piecewise-lr-values
feedback:
  - cannot be called as the task says
"""


# %% piecewise-lr
def piecewise_lr(step, bounds, rates):
    return np.array(rates)[np.searchsorted(bounds, step)]
