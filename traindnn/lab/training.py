"""Train a model, and keep a record of how."""

import time
from collections.abc import Sequence
from functools import cached_property
from typing import Unpack

import keras
import numpy as np

from traindnn import expect
from traindnn.arrays import Array, Integers
from traindnn.lab import batches, device, engine, gradients, keras_private, profile, reuse, run_log
from traindnn.lab.progress import Progress
from traindnn.lab.reuse import Worker, step_key
from traindnn.lab.runs import Run, Runs
from traindnn.lab.settings import Execution, Options, Settings
from traindnn.lab.types import Build, Data, Logs
from traindnn.schedules import steps_per_epoch

EVALUATION_BATCH = 2_000
"""Batch size of evaluation: the result does not depend on it, the time does."""


def fit(
    model: keras.Model | Build,
    data: Data,
    *,
    seed: int = 0,
    progress: bool = True,
    **settings: Unpack[Options],
) -> Run:
    """Train a model with one seed, and keep a record.

    The same seed gives the same numbers, bit for bit, twice in one process and in two, on the same machine
    with the same versions. (On a GPU some operations may still add up in another order.) It sets Keras's,
    NumPy's and Python's global seeds.

    Args:
        model: function that builds the model, called after seeding, so that the seed fixes the initial
            weights; or a built model, which is trained further from the weights that it has.
        data: `traindnn.data.Dataset` with float images, by its ``scaled()`` or ``standardized()``.
        seed: of the initial weights, the order of the samples and the dropout masks.
        progress: whether to show how far it has got.
        **settings: fields of `settings.Settings`, such as ``optimizer``, ``epochs`` and ``batch_size``.

    Returns:
        `Run`; its field ``model`` is the trained model.

    Raises:
        ValueError: if the images are not float, or a number is not positive.
    """
    asked = Settings(**settings)
    _check(data)
    with Progress(asked.epochs, shown=progress) as shown:
        run = _fit(model, data, seed, asked, shown, _OnDevice(data))
        shown.finish(run.describe())
    return run


def fit_seeds(
    model: Build,
    data: Data,
    *,
    seeds: Sequence[int] = (0, 1, 2),
    progress: bool = True,
    **settings: Unpack[Options],
) -> Runs:
    """Train the same model once for each seed.

    Args:
        model: function that builds the model; called anew for each seed.
        data: as for `fit`.
        seeds: the seeds.
        progress: as for `fit`, one display for all seeds.
        **settings: fields of `settings.Settings`.

    Returns:
        `Runs`, with mean and spread over the seeds.

    Raises:
        ValueError: if ``model`` is a built model, there is no seed, or as `fit` does.
    """
    asked = Settings(**settings)
    expect.that(
        not isinstance(model, keras.Model),
        "a function that builds the model, so that each seed starts from its own weights",
        model=model,
    )
    expect.that(len(seeds) > 0, "at least one seed", seeds=seeds)
    _check(data)
    with Progress(asked.epochs * len(seeds), shown=progress) as shown:
        samples = _OnDevice(data, len(seeds))
        runs = Runs(tuple(_fit(model, data, seed, asked, shown, samples) for seed in seeds))
        shown.finish(runs.describe())
    return runs


def evaluate(run: Run | keras.Model, x: Array, y: Integers) -> dict[str, float]:
    """Loss and metrics of a trained model on some data, in inference mode.

    Args:
        run: `Run` or compiled ``keras.Model``.
        x: (n, …) float images.
        y: (n,) int labels.

    Returns:
        dict from metric ("loss", "accuracy") to float.
    """
    model = _model(run)
    # Called directly: the step that `model.evaluate` would build first takes longer than the evaluation.
    found = keras_private.losses_and_metrics(model, y, predict(model, x))
    return {metric: float(keras.ops.convert_to_numpy(value)) for metric, value in found.items()}


def predict(run: Run | keras.Model, x: Array) -> Array:
    """Class probabilities that a trained model gives, in inference mode.

    Args:
        run: `Run` or ``keras.Model``.
        x: (n, …) float images.

    Returns:
        (n, classes) float32 array; each row sums to 1.
    """
    model = _model(run)
    parts = [x[start : start + EVALUATION_BATCH] for start in range(0, len(x), EVALUATION_BATCH)]
    return np.concatenate([keras.ops.convert_to_numpy(model(part, training=False)) for part in parts])


def make_ready(model: keras.Model, y: Integers) -> None:
    """Make the variables that a compiled model would make in its first training step.

    They belong to the optimizer, and to the metrics, which make theirs when they first see data. If that
    happens while TensorFlow traces the step, it traces the step a second time, which takes as long again.

    Args:
        model: compiled ``keras.Model`` with one output, built.
        y: (n, …) targets.
    """
    model.optimizer.build(model.trainable_variables)
    keras_private.make_metrics(model, y)


def _model(run: Run | keras.Model) -> keras.Model:
    return run.model if isinstance(run, Run) else run


def _check(data: Data) -> None:
    is_float = np.issubdtype(data.x_train.dtype, np.floating)
    expect.that(is_float, "float images: data.scaled() or data.standardized()", dtype=data.x_train.dtype)


class _OnDevice:
    """The samples of one or more runs in the backend's memory, put there when they are first asked for."""

    def __init__(self, data: Data, runs: int = 1) -> None:
        self._data, self.runs = data, runs

    @cached_property
    def train(self) -> engine.Samples:
        """The training part."""
        return engine.on_device(self._data.x_train, self._data.y_train)

    @cached_property
    def validation(self) -> engine.Samples:
        """The validation part."""
        return engine.on_device(self._data.x_val, self._data.y_val)


def _fit(
    model: keras.Model | Build,
    data: Data,
    seed: int,
    settings: Settings,
    shown: Progress,
    samples: _OnDevice,
) -> Run:
    keras.utils.set_random_seed(seed)
    callbacks = settings.make_callbacks()
    built = settings.make_model(model)
    speed = settings.execution(len(data.x_train), callbacks)
    _compile(built, data, settings, speed)
    if whole := _whole_epochs(built, len(data.x_train), settings, callbacks, samples.runs):
        speed = whole
    clock, log = Clock(shown), gradients.Collector()
    asked = [clock, *callbacks, *([log] if settings.log_gradients else [])]
    if whole:
        worker = _worker(model, built, data, settings, speed)
        loops = worker.loops(settings.batch_size, EVALUATION_BATCH, bool(speed["jit_compile"]))
        orders = engine.orders(len(data.x_train), seed)
        trained, parts = worker.start_as(built), (samples.train, samples.validation)
        history = engine.fit(trained, loops, *parts, orders, settings.epochs, asked)
        worker.hand_over(built)
    else:
        together = speed["steps_per_execution"]
        history = built.fit(
            **batches.training_data(data.x_train, data.y_train, settings.batch_size, seed, together),
            epochs=settings.epochs,
            **batches.validation_data(data.x_val, data.y_val, EVALUATION_BATCH),
            callbacks=asked,
            verbose=0,
        ).history
    run = Run(
        settings={**settings.record(model, built, settings.make_optimizer()), **speed},
        seed=seed,
        source=data.source.describe(),
        n_train=len(data.x_train),
        n_parameters=built.count_params(),
        history={metric: tuple(map(float, values)) for metric, values in history.items()},
        lr=tuple(clock.lr),
        profile=profile.current().name,
        backend=device.backend(),
        device=device.describe(),
        seconds=tuple(clock.seconds),
        processor_seconds=tuple(clock.processor_seconds),
        gradients=log.result() if settings.log_gradients else None,
        model=built,
    )
    run_log.note(run)
    return run


def _compile(built: keras.Model, data: Data, settings: Settings, speed: Execution) -> keras.Model:
    optimizer = settings.make_optimizer()
    if settings.log_gradients:
        optimizer = gradients.logging(optimizer, steps_per_epoch(len(data.x_train), settings.batch_size))
    built.compile(optimizer, settings.loss, metrics=list(settings.metrics), **speed)
    if built.built and isinstance(built.output_shape, tuple):
        make_ready(built, data.y_train)
    return built


def _whole_epochs(
    built: keras.Model,
    n_train: int,
    settings: Settings,
    callbacks: Sequence[keras.callbacks.Callback],
    runs: int,
) -> Execution | None:
    """How the engine trains a compiled model, an epoch a call; None if it is left to ``fit``."""
    ready = built.built and isinstance(built.output_shape, tuple)
    if not ready or settings.steps_per_execution != "auto" or not engine.can_run(built, callbacks):
        return None
    steps, jit = steps_per_epoch(n_train, settings.batch_size), settings.jit_compile
    if jit == "auto":
        pays = runs * settings.epochs * steps >= engine.XLA_STEPS and engine.suits_xla(built)
        on_cpu = keras.backend.backend() == "tensorflow" and not device.is_accelerated()
        jit = pays if on_cpu else built.jit_compile
    return {"steps_per_execution": steps, "jit_compile": jit}


def _worker(
    model: keras.Model | Build, built: keras.Model, data: Data, settings: Settings, speed: Execution
) -> Worker:
    """Who trains: the model itself if it was given as one, else a model that serves all runs like this."""
    if isinstance(model, keras.Model):
        return Worker(built)
    of_strings = isinstance(settings.loss, str) and all(isinstance(m, str) for m in settings.metrics)
    further = (
        settings.loss,
        tuple(settings.metrics),
        settings.log_gradients and speed["steps_per_execution"],
    )
    key = step_key(built, *further) if of_strings else None
    return reuse.worker(key, lambda: _compile(settings.make_model(model), data, settings, speed))


class Clock(keras.callbacks.Callback):
    """Notes the duration and the learning rate of each epoch, and moves the display on."""

    def __init__(self, shown: Progress) -> None:
        super().__init__()
        self.shown = shown
        self.seconds: list[float] = []
        self.processor_seconds: list[float] = []
        self.lr: list[float] = []

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        """Start the clock."""
        self.started = time.perf_counter(), time.process_time()

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Stop it; runs before other callbacks change the rate."""
        self.seconds.append(time.perf_counter() - self.started[0])
        self.processor_seconds.append(time.process_time() - self.started[1])
        self.lr.append(float(keras.ops.convert_to_numpy(self.model.optimizer.learning_rate)))
        self.shown.advance()
