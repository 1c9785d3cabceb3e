"""Keeps the best weights in one list for all objects, which is made when Python reads the class.

marks: 29
fails:
  - test-early-stopper-best
feedback:
  - each must keep
"""


# %% early-stopper
class EarlyStopper:
    kept = {}

    def __init__(self, patience=0, min_delta=0.0, mode="min", start_from_epoch=0):
        self.patience, self.min_delta = patience, min_delta
        self.sign = 1 if mode == "min" else -1
        self.start_from_epoch = start_from_epoch
        self.kept.clear()
        self.wait = 0

    def __getattr__(self, name):
        return self.kept.get(name)

    def update(self, epoch, value, weights):
        if epoch < self.start_from_epoch:
            return False
        if self.best is None or self.sign * (self.best - value) > self.min_delta:
            self.kept.update(best=value, best_epoch=epoch, best_weights=[w.copy() for w in weights])
            self.wait = 0
            return False
        self.wait += 1
        return self.wait >= self.patience
