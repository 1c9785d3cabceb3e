"""Counts down, and says stop only once.

marks: 30
fails: []
feedback: []
"""


# %% early-stopper
class EarlyStopper:
    def __init__(self, patience=0, min_delta=0.0, mode="min", start_from_epoch=0):
        self.patience, self.min_delta = patience, min_delta
        self.sign = 1 if mode == "min" else -1
        self.start_from_epoch = start_from_epoch
        self.best, self.best_epoch, self.best_weights = None, None, None
        self.left = max(patience, 1)

    def update(self, epoch, value, weights):
        if epoch < self.start_from_epoch:
            return False
        if self.best is None or self.sign * (self.best - value) > self.min_delta:
            self.best, self.best_epoch = value, epoch
            self.best_weights = [w.copy() for w in weights]
            self.left = max(self.patience, 1)
            return False
        self.left -= 1
        return self.left == 0
