"""Starts with an infinite best value and NumPy's comparisons.

marks: 30
fails: []
feedback: []
"""


# %% early-stopper
class EarlyStopper:
    def __init__(self, patience=0, min_delta=0.0, mode="min", start_from_epoch=0):
        self.better = np.less if mode == "min" else np.greater
        self.best = np.inf if mode == "min" else -np.inf
        self.delta = -min_delta if mode == "min" else min_delta
        self.patience, self.start = patience, start_from_epoch
        self.wait, self.best_epoch, self.best_weights = 0, 0, None

    def update(self, epoch, value, weights):
        if epoch < self.start:
            return False
        self.wait += 1
        if self.better(value, self.best + self.delta):
            self.best, self.best_epoch, self.wait = value, epoch, 0
            self.best_weights = [np.array(w) for w in weights]
            return False
        return bool(self.wait >= self.patience)
