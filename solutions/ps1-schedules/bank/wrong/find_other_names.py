"""The arguments have other names than in the task.

marks: 19
fails:
  - test-cell-24-find
feedback:
  - cannot be called as the task says
"""


# %% cell-24-find
def epochs_per_drop(steps, samples, batch):
    return steps / math.ceil(samples / batch)
