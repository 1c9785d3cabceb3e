"""Prints the rate and returns nothing.

marks: 19
fails:
  - test-cell-24-repair
feedback:
  - gives nothing back
"""


# %% cell-24-repair
def repaired_lr(t, n_samples, batch_size, epochs, lr0=0.01, rate=0.1):
    print(lr0 * rate ** (t / (epochs * math.ceil(n_samples / batch_size))))
