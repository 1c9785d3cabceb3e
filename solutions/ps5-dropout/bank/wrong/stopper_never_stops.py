"""Keeps the best epoch, but never stops.

marks: 26
fails:
  - test-early-stopper-patience
  - test-early-stopper-gain
  - test-early-stopper-mode
  - test-early-stopper-start
feedback:
  - neither earlier nor later
  - cannot be judged before
"""


# %% early-stopper
class EarlyStopper:
    def __init__(self, patience=0, min_delta=0.0, mode="min", start_from_epoch=0):
        self.patience, self.min_delta = patience, min_delta
        self.sign = 1 if mode == "min" else -1
        self.start_from_epoch = start_from_epoch
        self.best, self.best_epoch, self.best_weights = None, None, None
        self.wait = 0

    def update(self, epoch, value, weights):
        if epoch < self.start_from_epoch:
            return False
        if self.best is None or self.sign * (self.best - value) > self.min_delta:
            self.best, self.best_epoch = value, epoch
            self.best_weights = [w.copy() for w in weights]
            self.wait = 0
            return False
        self.wait += 1
        return False
