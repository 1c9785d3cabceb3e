"""Rounds the number of epochs to an integer.

marks: 19
fails:
  - test-cell-24-find
feedback:
  - batch size 1
"""


# %% cell-24-find
def epochs_per_drop(s, n_samples, batch_size):
    return s // math.ceil(n_samples / batch_size)
