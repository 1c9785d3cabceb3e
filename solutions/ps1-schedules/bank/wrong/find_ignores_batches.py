"""Divides the decay steps by the samples over the batch size without rounding up.

marks: 19
fails:
  - test-cell-24-find
feedback:
  - small mini-batch
"""


# %% cell-24-find
def epochs_per_drop(s, n_samples, batch_size):
    return s * batch_size / n_samples
