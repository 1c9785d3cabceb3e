"""The lecture's formula as it is.

marks: 19
fails:
  - test-cell-24-repair
feedback:
  - last update of the run
"""


# %% cell-24-repair
def repaired_lr(t, n_samples, batch_size, epochs, lr0=0.01, rate=0.1):
    m = math.ceil(n_samples / batch_size)
    s = epochs * m / batch_size
    return lr0 * rate ** (t / s)
