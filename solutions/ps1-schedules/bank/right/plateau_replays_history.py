"""Keeps the losses only, and replays the whole history at each step.

marks: 20
fails: []
feedback: []
"""


# %% plateau
class Plateau:
    def __init__(self, lr, factor=0.1, patience=10, min_delta=1e-4, cooldown=0, min_lr=0.0):
        self.start = lr
        self.options = factor, patience, min_delta, cooldown, min_lr
        self.losses = []

    def step(self, val_loss):
        self.losses.append(val_loss)
        factor, patience, min_delta, cooldown, min_lr = self.options
        lr, best, wait, counts_from = self.start, float("inf"), 0, 0
        for epoch, loss in enumerate(self.losses):
            if loss < best - min_delta:
                best, wait = loss, 0
            elif epoch >= counts_from:
                wait += 1
                if wait >= patience:
                    lr, wait, counts_from = max(lr * factor, min_lr), 0, epoch + max(cooldown, 1)
        return lr
