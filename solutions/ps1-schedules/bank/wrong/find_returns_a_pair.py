"""A comma behind the result makes it a tuple.

marks: 19
fails:
  - test-cell-24-find
feedback:
  - comma
"""


# %% cell-24-find
def epochs_per_drop(s, n_samples, batch_size):
    return (s / math.ceil(n_samples / batch_size),)
