"""Keeps all values and finds the best one anew in each epoch.

marks: 30
fails: []
feedback: []
"""


# %% early-stopper
class EarlyStopper:
    def __init__(self, patience=0, min_delta=0.0, mode="min", start_from_epoch=0):
        self.patience, self.min_delta, self.mode, self.start = patience, min_delta, mode, start_from_epoch
        self.history = []

    def update(self, epoch, value, weights):
        if epoch < self.start:
            return False
        self.history.append((epoch, value))
        sign = 1 if self.mode == "min" else -1
        (when, best), wait = self.history[0], 0
        for e, v in self.history[1:]:
            if sign * (best - v) > self.min_delta:
                when, best, wait = e, v, 0
            else:
                wait += 1
        self.best, self.best_epoch = best, when
        if when == epoch:
            self.best_weights = [1 * w for w in weights]
        return wait >= max(self.patience, 1)
