"""The results of the lecture's experiments here, beside those that its notebooks print."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NotRequired, TypedDict

import numpy as np

from traindnn import claims
from traindnn.arrays import Array
from traindnn.lab.reproduction.experiments import EXPERIMENTS, METRICS, Experiment

LEVEL = 1 - claims.ERROR / sum(len(e.reported) for e in EXPERIMENTS)
"""Confidence of each interval that the lecture's values are judged by: with so many values, chance puts one
or more of them outside in 5 % of all reproductions, at most."""
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
    low: float
    """Lower end of the interval in which a single run like ours lies, at 95 %."""
    high: float
    """Its upper end."""
    outside: bool
    """Whether the lecture's value lies outside the interval of confidence `LEVEL`."""


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
    made: Mapping[str, str] = field(default_factory=dict)
    """When and by which code it was made ("date", "commit", "key", …), if it belongs to the book's record."""

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
        """Standard deviation over the seeds, pooled over the configurations that were trained on their own,
        each counted once; nan for a single seed."""
        own = {e.configuration: e for e in reversed(EXPERIMENTS) if not self.shared(e.configuration)}
        variances = [deviation(self.values(e)[metric]) ** 2 for e in own.values()]
        known = [v for v in variances if not math.isnan(v)]
        return math.sqrt(np.mean(known)) if known else math.nan

    def rows(self) -> list[Row]:
        """A row for each experiment and metric: ours, the lecture's value, how they compare."""
        return [
            _row(experiment, metric, ours)
            for experiment in EXPERIMENTS
            for metric, ours in self.values(experiment).items()
        ]


def _row(experiment: Experiment, metric: str, ours: Array) -> Row:
    lecture = experiment.reported.get(metric, math.nan)
    low, high = claims.prediction_interval(ours) if np.isfinite(ours).all() else (-math.inf, math.inf)
    widest = claims.prediction_interval(ours, LEVEL) if np.isfinite(ours).all() else (-math.inf, math.inf)
    return {
        "short": experiment.short,
        "cell": experiment.cell,
        "what": experiment.what,
        "metric": metric,
        "ours": float(ours.mean()),
        "sd": deviation(ours),
        "lecture": lecture,
        "difference": float(ours.mean()) - lecture,
        "low": low,
        "high": high,
        "outside": not math.isnan(lecture) and not widest[0] <= lecture <= widest[1],
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
