"""Counts from the epoch of the last gain, and copies by deepcopy.

marks: 30
fails: []
feedback: []
"""

# %% early-stopper
import copy


class EarlyStopper:
    def __init__(self, patience=0, min_delta=0.0, mode="min", start_from_epoch=0):
        self.settings = patience, min_delta, mode, start_from_epoch
        self.best = None

    def update(self, epoch, value, weights):
        patience, min_delta, mode, start = self.settings
        if epoch < start:
            return False
        if self.best is None:
            gain = True
        elif mode == "max":
            gain = value > self.best + min_delta
        else:
            gain = value < self.best - min_delta
        if gain:
            self.best, self.best_epoch, self.best_weights = value, epoch, copy.deepcopy(weights)
        return not gain and epoch - self.best_epoch >= patience
