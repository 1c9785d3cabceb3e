"""The results of the lecture's experiments here, beside those that its notebooks print."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NotRequired, TypedDict

import numpy as np

from traindnn.arrays import Array
from traindnn.lab.reproduction.experiments import EXPERIMENTS, METRICS, Experiment

AFTER_EPOCH = ("loss", "accuracy", "val_loss", "val_accuracy")


class Trained(TypedDict):
    """The result of one configuration with one seed, as plain data."""

    history: Mapping[str, Sequence[float]]
    """Metric -> value after each epoch."""
    lr: Sequence[float]
    """Learning rate of each epoch."""
    seconds: Sequence[float]
    """Wall-clock time of each epoch."""
    test: dict[str, float]
    """Loss and accuracy on the test part of the weights with the best validation loss."""
    same_as: NotRequired[str]
    """The configuration whose run it shares, because no callback of its own would have acted."""


class Row(TypedDict):
    """One metric of one experiment: ours beside the lecture's."""

    short: str
    cell: str
    what: str
    metric: str
    ours: float
    """Mean over the seeds."""
    sd: float
    """Standard deviation over the seeds."""
    lecture: float
    """What the lecture's notebook printed; nan if it printed nothing."""
    difference: float
    """Ours less the lecture's."""
    band: float
    """How far a single run may lie from our mean by chance."""
    outside: bool
    """Whether the difference is larger than that."""


@dataclass(frozen=True)
class Reproduction:
    """The lecture's experiments, run again."""

    source: str
    """Where the data came from, one sentence."""
    sizes: dict[str, int]
    """Images for "train", "validation" and "test"."""
    share: float
    """Share of the lecture's epochs that were trained; 1 is all."""
    seeds: tuple[int, ...]
    """The seeds that every configuration was trained with."""
    computed_on: str
    """Backend and device."""
    seconds: float
    """Wall-clock time of the whole."""
    runs: dict[str, tuple[Trained, ...]]
    """Configuration -> a run for each seed."""

    def values(self, experiment: Experiment) -> dict[str, Array]:
        """The `METRICS` of an experiment: metric -> float array (seeds,), nan where there is no value."""
        runs = self.runs[experiment.configuration]
        found = [summary(run, experiment.window, self.share) for run in runs]
        return {metric: np.array([one[metric] for one in found]) for metric in METRICS}

    def curves(self, configuration: str, metric: str = "val_loss") -> Array:
        """The metric of every run, float array (seeds, epochs), up to the last epoch that all reached."""
        histories = [run["history"][metric] for run in self.runs[configuration]]
        epochs = min(map(len, histories))
        return np.array([history[:epochs] for history in histories])

    def shared(self, configuration: str) -> str | None:
        """Name of the configuration whose runs it shares for every seed, or None."""
        names = {run.get("same_as") for run in self.runs[configuration]}
        return names.pop() if len(names) == 1 else None

    def spread(self, metric: str) -> float:
        """Standard deviation over the seeds, pooled over all experiments that trained something of their
        own; nan for a single seed."""
        own = {(e.configuration, e.window): e for e in EXPERIMENTS if not self.shared(e.configuration)}
        variances = [deviation(self.values(e)[metric]) ** 2 for e in own.values()]
        known = [v for v in variances if not math.isnan(v)]
        return math.sqrt(np.mean(known)) if known else math.nan

    def band(self, metric: str) -> float:
        """How far a single run may lie from our mean over n seeds by chance: twice the standard deviation of
        their difference, 2 s √(1 + 1/n), with s from `spread`."""
        return 2 * self.spread(metric) * math.sqrt(1 + 1 / len(self.seeds))

    def rows(self) -> list[Row]:
        """A row for each experiment and metric: ours, the lecture's value, how they compare."""
        bands = {metric: self.band(metric) for metric in METRICS}
        return [
            _row(experiment, metric, ours, bands[metric])
            for experiment in EXPERIMENTS
            for metric, ours in self.values(experiment).items()
        ]


def _row(experiment: Experiment, metric: str, ours: Array, band: float) -> Row:
    lecture = experiment.reported.get(metric, math.nan)
    difference = float(ours.mean()) - lecture
    return {
        "short": experiment.short,
        "cell": experiment.cell,
        "what": experiment.what,
        "metric": metric,
        "ours": float(ours.mean()),
        "sd": deviation(ours),
        "lecture": lecture,
        "difference": difference,
        "band": band,
        "outside": bool(abs(difference) > band),
    }


def deviation(values: Array) -> float:
    """Standard deviation (n - 1) of an array as a float; nan for one value, or if one is missing."""
    return float(values.std(ddof=1)) if len(values) > 1 else math.nan


def epoch_at(epoch: int, share: float) -> int:
    """Where the end of an epoch of the lecture's lies in a shorter run; 0 stays 0."""
    return math.ceil(epoch * share)


def summary(run: Trained, window: tuple[int, int], share: float = 1.0) -> dict[str, float]:
    """The `METRICS` of one run in a window of the lecture's epochs.

    Args:
        run: as `rerun.train` returns it.
        window: the epochs after the first number, up to the second, at the lecture's scale.
        share: share of the lecture's epochs that the run was meant to have.

    Returns:
        dict of floats. A run that stopped early reports on its last epoch. The test values belong to the best
        weights of the whole run, so they are nan where the window does not hold that epoch.
    """
    history = run["history"]
    losses = np.array(history["val_loss"])
    last = min(epoch_at(window[1], share), len(losses))
    first = min(epoch_at(window[0], share), last - 1)
    best = first + int(np.nanargmin(losses[first:last]))
    known = best == np.nanargmin(losses)
    return {
        **{metric: history[metric][last - 1] for metric in AFTER_EPOCH},
        **{f"best_{metric}": history[metric][best] for metric in AFTER_EPOCH[2:]},
        **{f"test_{metric}": run["test"][metric] if known else math.nan for metric in ("loss", "accuracy")},
    }
