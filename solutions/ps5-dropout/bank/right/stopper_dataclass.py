"""A dataclass with slots, which returns NumPy's Boolean.

marks: 30
fails: []
feedback: []
"""

# %% early-stopper
import dataclasses


@dataclasses.dataclass(slots=True)
class EarlyStopper:
    patience: int = 0
    min_delta: float = 0.0
    mode: str = "min"
    start_from_epoch: int = 0
    best: float = dataclasses.field(default=float("nan"), init=False)
    best_epoch: int = dataclasses.field(default=-1, init=False)
    best_weights: list = dataclasses.field(default_factory=list, init=False)
    _stall: int = dataclasses.field(default=0, init=False)

    def update(self, epoch, value, weights):
        if epoch < self.start_from_epoch:
            return np.False_
        ahead = value - self.best if self.mode == "max" else self.best - value
        if self.best_epoch < 0 or ahead > self.min_delta:
            self.best, self.best_epoch, self._stall = value, epoch, 0
            self.best_weights = [np.copy(w) for w in weights]
        else:
            self._stall += 1
        return np.bool_(self._stall and self._stall >= self.patience)
