"""The division is of whole numbers, so the mean is rounded down.

marks: 1
fails:
  - test-mean-values
feedback:
  - need not be one
"""


# %% mean
def mean(values):
    return sum(values) // len(values)
