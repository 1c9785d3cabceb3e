"""What was trained and with what result: plain frozen records."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import keras
import numpy as np

from traindnn import expect
from traindnn.arrays import Array, ArrayLike
from traindnn.lab.gradients import GradientLog
from traindnn.lab.settings import Execution, Record


class RunSettings(Record, Execution):
    """What `fit` was asked for, as plain data."""


@dataclass(frozen=True)
class Run:
    """One training run. Two runs are equal if their settings and all their numbers are; times may differ."""

    settings: RunSettings
    """What `fit` was asked for: model, optimizer with its settings, loss, epochs, batch_size, …"""
    seed: int
    """Seed of the initial weights, the order of the samples and the dropout masks."""
    source: str
    """Where the data came from, one sentence for a caption."""
    n_train: int
    """Training samples."""
    n_parameters: int
    """Parameters of the model, including those that are not trained."""
    history: dict[str, tuple[float, ...]]
    """Metric -> its value after each epoch; "val_" marks the validation part, the rest is the running mean
    over the epoch's batches, with dropout on."""
    lr: tuple[float, ...]
    """Learning rate at the end of each epoch, 1/step."""
    profile: str
    """"quick" or "full"."""
    backend: str
    """Keras's backend with its version."""
    device: str
    """What the run was computed on."""
    seconds: tuple[float, ...] = field(compare=False)
    """Wall-clock time of each epoch, validation included, in seconds."""
    processor_seconds: tuple[float, ...] = field(default=(), compare=False, repr=False)
    """Processor time of each epoch, all cores added up, validation included, in seconds: unlike the
    wall-clock time it hardly depends on what else the machine is doing."""
    gradients: GradientLog | None = field(default=None, compare=False, repr=False)
    """`gradients.GradientLog` of every step, if `fit` was asked to log them."""
    model: keras.Model = field(default=None, compare=False, repr=False)
    """The trained ``keras.Model``."""

    @property
    def epochs(self) -> int:
        """Number of epochs that were trained; early stopping makes it smaller than was asked for."""
        return len(self.history["loss"])

    @property
    def best_epoch(self) -> int:
        """Epoch, counted from 1, with the lowest validation loss."""
        return int(np.nanargmin(self.history["val_loss"])) + 1

    @property
    def seconds_per_epoch(self) -> float:
        """Median time of the epochs from the second on: the first one also builds the training step."""
        return float(np.median(self.seconds[1:] or self.seconds))

    @property
    def first_epoch_seconds(self) -> float:
        """Time of the first epoch, in seconds."""
        return self.seconds[0]

    def curve(self, metric: str) -> Array:
        """The metric after each epoch, as a float array (epochs,)."""
        expect.one_of(tuple(self.history), metric=metric)
        return np.array(self.history[metric])

    def final(self, metric: str = "val_loss") -> float:
        """The metric after the last epoch."""
        return float(self.curve(metric)[-1])

    def best(self, metric: str = "val_loss") -> float:
        """The metric after `best_epoch`."""
        return float(self.curve(metric)[self.best_epoch - 1])

    def describe(self) -> str:
        """One sentence for a caption or a log."""
        s = self.settings
        return (
            f"{s['model']}, {s['optimizer']['name']}, {self.epochs} epochs of {self.n_train:,} images "
            f"in batches of {s['batch_size']}, seed {self.seed}"
        )


@dataclass(frozen=True)
class Runs:
    """The same training with several seeds."""

    runs: tuple[Run, ...]
    """One `Run` a seed."""

    def __iter__(self) -> Iterator[Run]:
        return iter(self.runs)

    def __len__(self) -> int:
        return len(self.runs)

    def __getitem__(self, i: int) -> Run:
        return self.runs[i]

    @property
    def seeds(self) -> tuple[int, ...]:
        """The seed of each run."""
        return tuple(run.seed for run in self.runs)

    @cached_property
    def epochs(self) -> int:
        """Number of epochs that all runs have reached."""
        return min(run.epochs for run in self.runs)

    @property
    def seconds_per_epoch(self) -> float:
        """Median over the runs, in seconds."""
        return float(np.median([run.seconds_per_epoch for run in self.runs]))

    def curves(self, metric: str) -> Array:
        """The metric of every run, float array (seeds, epochs), up to the last epoch that all reached."""
        return np.stack([run.curve(metric)[: self.epochs] for run in self.runs])

    def mean(self, metric: str = "val_loss") -> Array:
        """Mean over the seeds after each epoch, float array (epochs,)."""
        mean: Array = self.curves(metric).mean(axis=0)
        return mean

    def spread(self, metric: str = "val_loss") -> Array:
        """Standard deviation over the seeds (n - 1) after each epoch, float (epochs,); 0 for one seed."""
        return _deviation(self.curves(metric))

    def final(self, metric: str = "val_loss") -> tuple[float, float]:
        """Mean and standard deviation over the seeds of each run's last value.

        Returns:
            (mean, standard deviation), two floats.
        """
        return _mean_and_deviation([run.final(metric) for run in self.runs])

    def best(self, metric: str = "val_loss") -> tuple[float, float]:
        """Mean and standard deviation over the seeds of each run's value at its own best epoch.

        Returns:
            (mean, standard deviation), two floats.
        """
        return _mean_and_deviation([run.best(metric) for run in self.runs])

    def describe(self) -> str:
        """One sentence for a caption or a log."""
        head = self.runs[0].describe().rpartition(", seed")[0]
        return f"{head}, seeds {', '.join(map(str, self.seeds))}"


def _deviation(values: ArrayLike) -> Array:
    values = np.asarray(values)
    return values.std(axis=0, ddof=1) if len(values) > 1 else np.zeros(values.shape[1:])


def _mean_and_deviation(values: Sequence[float]) -> tuple[float, float]:
    return float(np.mean(values)), float(_deviation(values))
