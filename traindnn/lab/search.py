"""The best setting of one arm of an experiment, found on the validation part.

Two arms are compared fairly if each has its own best setting, from the same number of trials. The trials
have seeds of their own and the validation part for a judge; the comparison has other seeds and the test
part.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, Protocol, TypeVar

import numpy as np

from traindnn import expect

Metric = Literal["val_loss", "val_accuracy"]
Setting = TypeVar("Setting")

SEEDS = (1001, 1002, 1003)
"""Seeds of the trials; no comparison uses them."""


class Trained(Protocol):
    """A training that the validation part has judged: `runs.Run`, or `stages.Outcome`."""

    def final(self, metric: Metric) -> float:
        """The metric after the last step."""


@dataclass(frozen=True)
class Searched(Generic[Setting]):
    """What the trials found."""

    best: Setting
    """The setting with the best mean."""
    scores: dict[Setting, tuple[float, ...]]
    """Setting -> its validation metric, one number a seed of the trials."""
    at_edge: bool
    """Whether the best one is the first or the last that was tried: then the range was too narrow."""


def best_of(
    settings: Sequence[Setting],
    train: Callable[[Setting, Sequence[int]], Iterable[Trained]],
    *,
    metric: Metric = "val_loss",
    seeds: Sequence[int] = SEEDS,
) -> Searched[Setting]:
    """Train with each setting, and choose one by the validation part.

    Args:
        settings: what to try, in ascending order; each can be a key of a dict.
        train: function from a setting and the seeds to a training for each seed, such as the `Runs` of
            `training.fit_seeds`.
        metric: what to judge by, after the last epoch. A run whose loss is not finite counts as the worst.
        seeds: seeds of the trials.

    Returns:
        `Searched`.

    Raises:
        ValueError: if there is nothing to try.
    """
    expect.that(len(settings) > 0, "at least one setting to try", settings=settings)
    expect.one_of(("val_loss", "val_accuracy"), metric=metric)
    scores = {s: tuple(run.final(metric) for run in train(s, seeds)) for s in settings}
    sign = 1 if metric == "val_loss" else -1
    means = [sign * float(np.mean(scores[s])) for s in settings]
    index = int(np.argmin([mean if np.isfinite(mean) else np.inf for mean in means]))
    return Searched(settings[index], scores, len(settings) > 1 and index in (0, len(settings) - 1))
