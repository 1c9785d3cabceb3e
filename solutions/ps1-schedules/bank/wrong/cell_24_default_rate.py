"""The schedule falls to 1 % by default, not to a tenth.

marks: 19
fails:
  - test-cell-24-repair
feedback:
  - last update of the run
"""


# %% cell-24-repair
def repaired_lr(t, n_samples, batch_size, epochs, lr0=0.01, rate=0.01):
    return lr0 * rate ** (t / (epochs * math.ceil(n_samples / batch_size)))
