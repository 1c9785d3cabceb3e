"""Remembers in a deque which of the last epochs brought a gain.

marks: 30
fails: []
feedback: []
"""

# %% early-stopper
from collections import deque


class EarlyStopper:
    def __init__(self, patience=0, min_delta=0.0, mode="min", start_from_epoch=0):
        self.recent = deque(maxlen=max(patience, 1))
        self.min_delta, self.start = min_delta, start_from_epoch
        self.sign = -1.0 if mode == "max" else 1.0
        self.best = self.best_epoch = self.best_weights = None

    def update(self, epoch, value, weights):
        if epoch < self.start:
            return False
        gain = self.best is None or self.sign * value + self.min_delta < self.sign * self.best
        if gain:
            self.best, self.best_epoch = np.float64(value), epoch
            self.best_weights = tuple(w.copy() for w in weights)
        self.recent.append(gain)
        return len(self.recent) == self.recent.maxlen and not any(self.recent)
