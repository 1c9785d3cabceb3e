"""Keeps the number of cuts, and computes the rate from it in single precision.

marks: 20
fails: []
feedback: []
"""


# %% plateau
class Plateau:
    def __init__(self, lr, factor=0.1, patience=10, min_delta=1e-4, cooldown=0, min_lr=0.0):
        vars(self).update(
            lr=lr, factor=factor, patience=patience, delta=min_delta, length=cooldown, low=min_lr
        )
        self.epoch, self.cuts, self.marks, self.free = 0, 0, [], 0
        self.best = None

    def step(self, val_loss):
        self.epoch += 1
        if self.best is None or val_loss < self.best - self.delta:
            self.best, self.marks = val_loss, []
        elif self.epoch >= self.free:
            self.marks.append(self.epoch)
        if len(self.marks) == self.patience:
            self.cuts, self.marks, self.free = self.cuts + 1, [], self.epoch + self.length
        return np.float32(max(self.low, self.lr * self.factor**self.cuts))
