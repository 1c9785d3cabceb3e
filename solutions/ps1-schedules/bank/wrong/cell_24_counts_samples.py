"""Takes the number of samples for the number of updates.

marks: 18
fails:
  - test-cell-24-find
  - test-cell-24-repair
feedback:
  - 52,500 updates are 20 epochs
  - last update of the run
"""


# %% cell-24-find
def epochs_per_drop(s, n_samples, batch_size):
    return s / n_samples


# %% cell-24-repair
def repaired_lr(t, n_samples, batch_size, epochs, lr0=0.01, rate=0.1):
    s = epochs * n_samples
    return lr0 * rate ** (t / s)
