"""Repaired, but without the small mini-batch of each epoch.

marks: 19
fails:
  - test-cell-24-repair
feedback:
  - small mini-batch
"""


# %% cell-24-repair
def repaired_lr(t, n_samples, batch_size, epochs, lr0=0.01, rate=0.1):
    s = epochs * (n_samples // batch_size)
    return lr0 * rate ** (t / s)
