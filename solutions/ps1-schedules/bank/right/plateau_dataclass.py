"""A dataclass; counts down instead of up, as Keras does it.

marks: 20
fails: []
feedback: []
"""

# %% plateau
from dataclasses import dataclass


@dataclass
class Plateau:
    lr: float
    factor: float = 0.1
    patience: int = 10
    min_delta: float = 1e-4
    cooldown: int = 0
    min_lr: float = 0.0

    def __post_init__(self):
        self.best, self.credit, self.resting = np.inf, self.patience, 0

    def step(self, val_loss):
        if self.resting:
            self.resting -= 1
            self.credit = self.patience
        if np.less(val_loss, self.best - self.min_delta):
            self.best, self.credit = val_loss, self.patience
        elif not self.resting:
            self.credit -= 1
            if self.credit <= 0:
                if self.lr > self.min_lr:
                    self.lr = max(self.lr * self.factor, self.min_lr)
                    self.resting = self.cooldown
                self.credit = self.patience
        return np.float64(self.lr)
