"""Falls along a straight line from lr0 to lr0 * rate.

marks: 19
fails:
  - test-cell-24-repair
feedback:
  - same factor at every update
"""


# %% cell-24-repair
def repaired_lr(t, n_samples, batch_size, epochs, lr0=0.01, rate=0.1):
    updates = epochs * math.ceil(n_samples / batch_size)
    return lr0 + (lr0 * rate - lr0) * t / updates
