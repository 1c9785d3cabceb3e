"""Keeps its state in the class.

marks: 29
fails:
  - test-early-stopper-best
feedback:
  - state of its own
"""


# %% early-stopper
class EarlyStopper:
    best, best_epoch, best_weights, wait = None, None, None, 0

    def __init__(self, patience=0, min_delta=0.0, mode="min", start_from_epoch=0):
        self.patience, self.min_delta, self.start_from_epoch = patience, min_delta, start_from_epoch
        self.sign = 1 if mode == "min" else -1
        cls = EarlyStopper
        cls.best, cls.best_epoch, cls.best_weights, cls.wait = None, None, None, 0

    def update(self, epoch, value, weights):
        cls = EarlyStopper
        if epoch < self.start_from_epoch:
            return False
        if cls.best is None or self.sign * (cls.best - value) > self.min_delta:
            cls.best, cls.best_epoch, cls.wait = value, epoch, 0
            cls.best_weights = [w.copy() for w in weights]
            return False
        cls.wait += 1
        return cls.wait >= self.patience
