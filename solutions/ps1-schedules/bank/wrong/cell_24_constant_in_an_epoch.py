"""Falls once an epoch and stays in between.

marks: 19
fails:
  - test-cell-24-repair
feedback:
  - inside an epoch
"""


# %% cell-24-repair
def repaired_lr(t, n_samples, batch_size, epochs, lr0=0.01, rate=0.1):
    batches = math.ceil(n_samples / batch_size)
    return lr0 * rate ** (t // batches / epochs)
