"""A class of its own for the state, from which Plateau inherits; the step is a bound function.

marks: 20
fails: []
feedback: []
"""


# %% plateau
class _Watch:
    def __init__(self, patience, min_delta):
        self.patience, self.min_delta, self.best, self.left = patience, min_delta, float("inf"), patience

    def stalls(self, loss, counts):
        if loss < self.best - self.min_delta:
            self.best, self.left = loss, self.patience
        elif counts:
            self.left -= 1
        return self.left == 0


class Plateau(_Watch):
    def __init__(self, lr, factor=0.1, patience=10, min_delta=1e-4, cooldown=0, min_lr=0.0):
        super().__init__(patience, min_delta)
        self.rates, self.rest = [lr], []
        self.next = lambda: (max(self.rates[-1] * factor, min_lr), [1] * cooldown)

    def step(self, val_loss):
        del self.rest[:1]
        if self.stalls(val_loss, not self.rest):
            rate, self.rest = self.next()
            self.rates.append(rate)
            self.left = self.patience
        return self.rates[-1]
