"""The numbers are taken out of the list while they are added up.

marks: 2
fails:
  - test-mean-unchanged
feedback:
  - leave the list as it is
"""


# %% mean
def mean(values):
    number, total = len(values), 0.0
    while values:
        total += values.pop()
    return total / number
