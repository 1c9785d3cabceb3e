"""The repaired schedule does not use lr0 and rate.

marks: 19
fails:
  - test-cell-24-repair
feedback:
  - lr0 * rate
"""


# %% cell-24-repair
def repaired_lr(t, n_samples, batch_size, epochs, lr0=0.01, rate=0.1):
    s = epochs * math.ceil(n_samples / batch_size)
    return 0.01 * 0.1 ** (t / s)
