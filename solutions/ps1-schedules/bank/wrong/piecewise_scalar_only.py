"""A loop of comparisons that an array cannot go through.

marks: 19
fails:
  - test-piecewise-lr-values
feedback:
  - truth value of an array
"""


# %% piecewise-lr
def piecewise_lr(t, boundaries, values):
    for boundary, value in zip(boundaries, values):
        if t <= boundary:
            return value
    return values[-1]
