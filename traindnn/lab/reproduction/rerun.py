"""Train the lecture's experiments, one after another or as many at a time as there are cores."""

import multiprocessing
import os
import time
from concurrent.futures import ProcessPoolExecutor, as_completed

import keras

import traindnn.data
from traindnn import expect, schedules
from traindnn.lab import device, models, training
from traindnn.lab.reproduction.experiments import CONFIGURATIONS, FACTOR
from traindnn.lab.reproduction.record import AFTER_EPOCH, Reproduction, epoch_at

BATCH_SIZE = 16
ONE_THREAD = {"TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1", "OMP_NUM_THREADS": "1"}
"""For each of several processes: matrices of this size gain nothing from a second thread."""


def train(name, data, seed=0, share=1.0):
    """Train one configuration with one seed.

    Args:
        name: of the configuration.
        data: `traindnn.data.Dataset` with float images.
        seed: as in `training.fit`.
        share: share of the lecture's epochs.

    Returns:
        dict of plain values: "history" (metric -> value after each epoch), "lr" and "seconds" of each epoch,
        and "test", loss and accuracy of the weights with the best validation loss.

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


def _callbacks(what, epochs):
    # Keras restores the best weights after the last epoch, too: patience without end just keeps them.
    stop = what.stop or epochs + 1
    keeps_best = lambda: keras.callbacks.EarlyStopping(patience=stop, restore_best_weights=True)  # noqa: E731
    if what.plateau is None:
        return (keeps_best,)
    return keeps_best, lambda: keras.callbacks.ReduceLROnPlateau(factor=FACTOR, patience=what.plateau)


def acts(name, val_loss, share=1.0):
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


def jobs(seeds):
    """The configurations that stand for themselves: list of (configuration, seed), the slowest first."""
    own = [name for name, what in CONFIGURATIONS.items() if what.like is None]
    longest_first = sorted(
        own, key=lambda name: (-CONFIGURATIONS[name].epochs, not CONFIGURATIONS[name].model)
    )
    return [(name, seed) for name in longest_first for seed in seeds]


def jobs_that_differ(runs, seeds, share=1.0):
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


def reproduce(data, seeds=(0, 1, 2), share=1.0, run_all=None):
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
            if (name, seed) not in runs:
                runs[name, seed] = runs[what.like, seed] | {"same_as": what.like}
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

    def __init__(self, n, sizes, share, begun=lambda job: None, done=lambda job: None):
        expect.positive(n=n)
        self.n, self.sizes, self.share, self.begun, self.done = n, sizes, share, begun, done

    def __call__(self, todo):
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


_loaded = {}


def _load(sizes, share):
    _loaded.update(data=traindnn.data.load("fashion_mnist", **sizes).scaled(), share=share)


def _train(name, seed):
    return train(name, _loaded["data"], seed, _loaded["share"])
