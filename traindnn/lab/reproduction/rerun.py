"""Train the lecture's experiments, one after another or as many at a time as there are cores."""

import multiprocessing
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import TypedDict

import keras

import traindnn.data
from traindnn import expect, schedules
from traindnn.data import Dataset
from traindnn.lab import device, models, training
from traindnn.lab.profile import Sizes
from traindnn.lab.reproduction.experiments import CONFIGURATIONS, FACTOR, Configuration
from traindnn.lab.reproduction.record import AFTER_EPOCH, Reproduction, Trained, epoch_at
from traindnn.lab.types import Callbacks

BATCH_SIZE = 16
Job = tuple[str, int]
"""A configuration and a seed."""
RunAll = Callable[[Sequence[Job]], Iterable[tuple[Job, Trained]]]
"""Trains jobs; gives pairs of a job and its run, in any order."""
ONE_THREAD = {"TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1", "OMP_NUM_THREADS": "1"}
"""For each of several processes: matrices of this size gain nothing from a second thread."""


def train(name: str, data: Dataset, seed: int = 0, share: float = 1.0) -> Trained:
    """Train one configuration with one seed.

    Args:
        name: of the configuration.
        data: `traindnn.data.Dataset` with float images.
        seed: as in `training.fit`.
        share: share of the lecture's epochs.

    Returns:
        `Trained`.

    Raises:
        ValueError: if there is no such configuration or ``share`` is not above 0.
    """
    expect.one_of(tuple(CONFIGURATIONS), name=name)
    expect.positive(share=share)
    what = CONFIGURATIONS[name]
    epochs = epoch_at(what.epochs, share)
    total = schedules.steps_per_epoch(len(data.x_train), BATCH_SIZE) * 10 * share
    run = training.fit(
        lambda: models.lecture_mlp(**what.model),
        data,
        seed=seed,
        progress=False,
        optimizer=lambda: keras.optimizers.SGD(what.lr(total), **what.optimizer),
        epochs=epochs,
        batch_size=BATCH_SIZE,
        callbacks=_callbacks(what, epochs),
    )
    test = training.evaluate(run, data.x_test, data.y_test)
    history = {metric: run.history[metric] for metric in AFTER_EPOCH}
    return {"history": history, "lr": run.lr, "seconds": run.seconds, "test": test}


def _callbacks(what: Configuration, epochs: int) -> Callbacks:
    # Keras restores the best weights after the last epoch, too: patience without end just keeps them.
    stop = what.stop or epochs + 1
    keeps_best = lambda: keras.callbacks.EarlyStopping(patience=stop, restore_best_weights=True)  # noqa: E731
    if what.plateau is None:
        return (keeps_best,)
    return keeps_best, lambda: keras.callbacks.ReduceLROnPlateau(factor=FACTOR, patience=what.plateau)


def acts(name: str, val_loss: Sequence[float], share: float = 1.0) -> bool:
    """Whether a callback of a configuration would act on a run with these validation losses.

    Args:
        name: of the configuration.
        val_loss: the losses after each epoch; those beyond the configuration's own epochs do not count.
        share: share of the lecture's epochs.

    Returns:
        bool. Early stopping takes any improvement, performance scheduling one of more than 0.0001; a stall by
        either rule counts.
    """
    what = CONFIGURATIONS[name]
    losses = val_loss[: epoch_at(what.epochs, share)]
    rules = [(what.stop, 0.0), (what.plateau, 1e-4)]
    return any(
        schedules.performance(losses, 1.0, 0.5, patience, min_delta)[-1] < 1
        for patience, min_delta in rules
        if patience is not None
    )


def jobs(seeds: Sequence[int]) -> list[Job]:
    """The configurations that stand for themselves: list of (configuration, seed), the slowest first."""
    own = [name for name, what in CONFIGURATIONS.items() if what.like is None]
    longest_first = sorted(
        own, key=lambda name: (-CONFIGURATIONS[name].epochs, not CONFIGURATIONS[name].model)
    )
    return [(name, seed) for name in longest_first for seed in seeds]


def jobs_that_differ(runs: Mapping[Job, Trained], seeds: Sequence[int], share: float = 1.0) -> list[Job]:
    """The configurations like another one, in whose run a callback of theirs would have acted.

    Args:
        runs: (configuration, seed) -> run, of those that stand for themselves.
        seeds: the seeds.
        share: share of the lecture's epochs.

    Returns:
        list of (configuration, seed).
    """
    like = [(name, what.like) for name, what in CONFIGURATIONS.items() if what.like is not None]
    return [
        (name, seed)
        for name, other in like
        for seed in seeds
        if acts(name, runs[other, seed]["history"]["val_loss"], share)
    ]


def reproduce(
    data: Dataset, seeds: Sequence[int] = (0, 1, 2), share: float = 1.0, run_all: RunAll | None = None
) -> Reproduction:
    """Run the lecture's experiments.

    Args:
        data: `traindnn.data.Dataset` with float images.
        seeds: the seeds.
        share: share of the lecture's epochs.
        run_all: function from a list of (configuration, seed) to pairs of such a job and its run; None trains
            them one after another, here.

    Returns:
        `Reproduction`.
    """
    start = time.perf_counter()
    run_all = run_all or (lambda todo: ((job, train(job[0], data, job[1], share)) for job in todo))
    runs = dict(run_all(jobs(seeds)))
    runs |= dict(run_all(jobs_that_differ(runs, seeds, share)))
    for name, what in CONFIGURATIONS.items():
        for seed in seeds:
            if what.like is not None and (name, seed) not in runs:
                runs[name, seed] = {**runs[what.like, seed], "same_as": what.like}
    return Reproduction(
        source=data.source.describe(),
        sizes={"train": len(data.x_train), "validation": len(data.x_val), "test": len(data.x_test)},
        share=share,
        seeds=tuple(seeds),
        computed_on=f"{device.backend()}, {device.describe()}",
        seconds=time.perf_counter() - start,
        runs={name: tuple(runs[name, seed] for seed in seeds) for name in CONFIGURATIONS},
    )


class Workers:
    """Processes that train side by side, each with one thread and its own copy of the data.

    Args:
        n: number of processes.
        sizes: numbers of images, as arguments of `traindnn.data.load`.
        share: share of the lecture's epochs.
        begun: called with each job as it is queued.
        done: called with each job as it ends.
    """

    def __init__(
        self,
        n: int,
        sizes: Sizes,
        share: float,
        begun: Callable[[Job], object] = lambda job: None,
        done: Callable[[Job], object] = lambda job: None,
    ) -> None:
        expect.positive(n=n)
        self.n, self.sizes, self.share, self.begun, self.done = n, sizes, share, begun, done

    def __call__(self, todo: Sequence[Job]) -> Iterator[tuple[Job, Trained]]:
        """Train the jobs; yields pairs of job and run as they end."""
        if not todo:
            return
        for job in todo:
            self.begun(job)
        usual = {name: os.environ.get(name) for name in ONE_THREAD}
        os.environ.update(ONE_THREAD)  # the processes inherit them, before they start TensorFlow
        spawn = multiprocessing.get_context("spawn")
        try:
            with ProcessPoolExecutor(min(self.n, len(todo)), spawn, _load, (self.sizes, self.share)) as pool:
                running = {pool.submit(_train, *job): job for job in todo}
                for future in as_completed(running):
                    self.done(running[future])
                    yield running[future], future.result()
        finally:
            for name, value in usual.items():
                os.environ.pop(name) if value is None else os.environ.update({name: value})


class _Loaded(TypedDict, total=False):
    data: Dataset
    share: float


_loaded: _Loaded = {}


def _load(sizes: Sizes, share: float) -> None:
    _loaded["data"] = traindnn.data.load("fashion_mnist", **sizes).scaled()
    _loaded["share"] = share


def _train(name: str, seed: int) -> Trained:
    return train(name, _loaded["data"], seed, _loaded["share"])
