"""What is the lab's engine worth: the lecture's network, trained in three ways, side by side?

    python bench/training.py [--epochs N] [--runs N] [--quick] [--json FILE]

* engine: `traindnn.lab.engine`, a whole epoch in one call, as `training.fit` trains,
* lecture: ``fit`` on a pipeline of batches with a shuffle buffer of 1,000, as in the lecture's notebook,
* fit: ``fit`` on the lab's own batches, many steps in one call of the backend.

The network is 784-50-50-10 with ReLU, batch 16, SGD at the lecture's rate of 0.01, on 42,000 images. Each way
has a process of its own that runs on one core, in turns, with a new seed for each turn; what counts is
processor time, which hardly depends on what else the machine does, and the updates alone: not the evaluation
after each epoch. The first epoch, which also builds the training step, stands apart.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from side_by_side import ROOT, Row, Turns, alternating, begun, installed, options, own_environment, publish

WAYS = {
    "engine": "the lab's engine",
    "lecture": "fit, the lecture's pipeline",
    "fit": "fit, many steps a call",
}
BATCH = 16
SIZES, QUICK_SIZES = (42_000, 18_000, 10_000), (1_600, 160, 1_000)
"""Images for training, validation and test."""
Figures = dict[str, Any]
"""Of one training: processor `seconds` of each epoch, test `accuracy` (0 to 1), `source` of the images."""


def measure(way: str, epochs: int, seed: int, quick: bool) -> Figures:
    """Train in one way in this process, on one core."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    from traindnn import data
    from traindnn.lab import training

    n_train, n_validation, n_test = QUICK_SIZES if quick else SIZES
    images = data.load("fashion_mnist", train=n_train, validation=n_validation, test=n_test)
    fashion = images.scaled()
    train = _by_lecture if way == "lecture" else _by_lab
    model, seconds = train(fashion, epochs, seed, {"steps_per_execution": 125} if way == "fit" else {})
    accuracy = training.evaluate(model, fashion.x_test, fashion.y_test)["accuracy"]
    return {"seconds": seconds, "accuracy": accuracy, "source": fashion.source.describe()}


def _watch() -> Any:
    """A callback whose `seconds` are the processor seconds of each epoch's updates."""
    import keras

    class Watch(keras.callbacks.Callback):
        def on_train_begin(self, logs: Any = None) -> None:
            self.seconds: list[float] = []

        def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
            self._begin = time.process_time()

        def on_test_begin(self, logs: Any = None) -> None:
            self.seconds.append(time.process_time() - self._begin)

        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            if len(self.seconds) == epoch:  # without an evaluation
                self.on_test_begin()

    return Watch()


def _by_lab(fashion: Any, epochs: int, seed: int, further: dict[str, Any]) -> tuple[Any, list[float]]:
    """Train with `training.fit`; return the model and the processor seconds of each epoch's updates."""
    import keras

    from traindnn.lab import models, training

    watch = _watch()
    run = training.fit(
        models.lecture_mlp,
        fashion,
        seed=seed,
        progress=False,
        optimizer=keras.optimizers.SGD(0.01),
        epochs=epochs,
        batch_size=BATCH,
        callbacks=[watch],
        **further,
    )
    return run.model, watch.seconds


def _by_lecture(fashion: Any, epochs: int, seed: int, further: dict[str, Any]) -> tuple[Any, list[float]]:
    """Train as the lecture's notebook does; return the same."""
    import keras
    import tensorflow as tf

    from traindnn.lab import models

    keras.utils.set_random_seed(seed)
    model = models.lecture_mlp()
    model.compile(keras.optimizers.SGD(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
    pairs = tf.data.Dataset.from_tensor_slices((fashion.x_train, fashion.y_train))
    batches = pairs.shuffle(1_000).batch(BATCH).prefetch(1)
    watch = _watch()
    model.fit(batches, epochs=epochs, callbacks=[watch], verbose=0)
    return model, watch.seconds


def in_a_process(way: str, epochs: int, quick: bool) -> Callable[[int], Figures]:
    """A way that trains in a process of its own; the number of the turn is the seed."""

    def train(turn: int) -> Figures:
        words = [sys.executable, __file__, "--way", way, "--epochs", str(epochs), "--seed", str(turn)]
        environment = own_environment() | {"OMP_NUM_THREADS": "1", "TF_NUM_INTRAOP_THREADS": "1"}
        quickly = ["--quick"] if quick else []
        done = subprocess.run([*words, *quickly], env=environment, cwd=ROOT, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"expected to train with {WAYS[way]}. Received:\n{done.stderr[-1500:]}")
        figures: Figures = json.loads(done.stdout.splitlines()[-1])
        return figures

    return train


def rows(found: dict[str, Turns[Figures]], epochs: int) -> list[Row]:
    """Ours beside both peers: later epochs, the first one, accuracy."""
    quantities: list[tuple[str, str, Callable[[Figures], float]]] = [
        (
            "training: the updates of an epoch",
            "s",
            lambda figures: statistics.median(figures["seconds"][1:]),
        ),
        ("training: those of the first epoch", "s", lambda figures: figures["seconds"][0]),
        (f"test accuracy after {epochs} epochs", "", lambda figures: figures["accuracy"]),
    ]
    return [
        Row(
            what,
            found["engine"].spread(figure),
            WAYS[peer],
            found[peer].spread(figure),
            unit,
            less_is_better=unit == "s",
            headline="of an epoch" in what,
        )
        for what, unit, figure in quantities
        for peer in ("lecture", "fit")
    ]


def parsed() -> argparse.Namespace:
    """What was asked for."""
    parser = options(__doc__, runs=3)
    parser.add_argument("--epochs", type=int, default=10, help="epochs of each training; at least 2")
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--seed", type=int, default=0, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.epochs < 2:
        parser.error(f"expected at least 2 epochs, to tell the first one apart. Received: {asked.epochs}")
    return asked


def main() -> None:
    """Measure, print a table, write JSON."""
    asked = parsed()
    if asked.way:
        print(json.dumps(measure(asked.way, asked.epochs, asked.seed, asked.quick)))
        return
    epochs, runs = (2, 1) if asked.quick else (asked.epochs, asked.runs)
    report = begun(__doc__, asked.quick, installed("keras", "tensorflow"))
    ways = {name: in_a_process(name, epochs, asked.quick) for name in WAYS}
    found = alternating(ways, runs, warm_up=0)
    notes = ("Processor seconds on one core.", found["engine"].counted[0]["source"])
    publish(replace(report, rows=tuple(rows(found, epochs)), notes=notes), asked.json)


if __name__ == "__main__":
    main()
