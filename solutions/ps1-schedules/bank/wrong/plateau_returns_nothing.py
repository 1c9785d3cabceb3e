"""Cuts the rate and returns nothing.

marks: 15
fails:
  - test-plateau-patience
  - test-plateau-min-delta
  - test-plateau-cooldown
  - test-plateau-min-lr
  - test-plateau-history
feedback:
  - gives nothing back
"""


# %% plateau
class Plateau:
    def __init__(self, lr, factor=0.1, patience=10, min_delta=1e-4, cooldown=0, min_lr=0.0):
        self.lr, self.factor, self.min_lr = lr, factor, min_lr
        self.patience, self.min_delta, self.cooldown = patience, min_delta, cooldown
        self.best = math.inf
        self.wait = 0
        self.pause = 0

    def step(self, val_loss):
        if self.pause > 0:
            self.pause -= 1
        if val_loss < self.best - self.min_delta:
            self.best = val_loss
            self.wait = 0
        elif self.pause == 0:
            self.wait += 1
            if self.wait >= self.patience:
                self.lr = max(self.lr * self.factor, self.min_lr)
                self.pause = self.cooldown
                self.wait = 0
