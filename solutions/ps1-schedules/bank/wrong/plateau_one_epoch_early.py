"""Counts the first loss as an epoch without a gain.

marks: 19
fails:
  - test-plateau-patience
feedback:
  - The first loss is a gain
"""


# %% plateau
class Plateau:
    def __init__(self, lr, factor=0.1, patience=10, min_delta=1e-4, cooldown=0, min_lr=0.0):
        self.lr, self.factor, self.min_lr = lr, factor, min_lr
        self.patience, self.min_delta, self.cooldown = patience, min_delta, cooldown
        self.best = math.inf
        self.wait = 1
        self.pause = 0

    def step(self, val_loss):
        if self.pause > 0:
            self.pause -= 1
        if val_loss < self.best - self.min_delta:
            self.wait = 0 if self.best < math.inf else 1
            self.best = val_loss
        elif self.pause == 0:
            self.wait += 1
            if self.wait >= self.patience:
                self.lr = max(self.lr * self.factor, self.min_lr)
                self.pause = self.cooldown
                self.wait = 0
        return self.lr
