"""Keeps the number of updates of the first run for all later ones.

marks: 19
fails:
  - test-cell-24-repair
feedback:
  - nine updates
"""


# %% cell-24-repair
class Repaired:
    updates = None

    def __call__(self, t, n_samples, batch_size, epochs, lr0=0.01, rate=0.1):
        if self.updates is None:
            self.updates = epochs * math.ceil(n_samples / batch_size)
        return lr0 * rate ** (t / self.updates)


repaired_lr = Repaired()
