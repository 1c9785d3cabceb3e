"""What is a GPU worth here: runs of three chapters on the accelerator, beside the same runs on the CPU?

    python bench/device.py [--epochs N] [--runs N] [--quick] [--json FILE]        (make gpu-check)

Each device has a process of its own, which sees that device alone, with the same data, seed and settings. The
Keras backend is the environment's (`KERAS_BACKEND`), the scale that of `TRAINDNN_PROFILE`. The first epoch,
which also compiles the training step, is told apart from the others. Where the backend can use no GPU, the
CPU alone is measured.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from side_by_side import Row, Turns, alternating, begun, installed, options, own_environment, publish

CPU_ALONE = {"CUDA_VISIBLE_DEVICES": "-1", "JAX_PLATFORMS": "cpu"}
ACCELERATOR, CPU = "accelerator", "CPU"
Figures = dict[str, Any]
"""What `measure` or `look` returns."""
QUANTITIES: dict[str, tuple[str, str]] = {
    "epoch": ("an epoch after the first", "s"),
    "first_epoch": ("the first epoch", "s"),
    "val_accuracy": ("validation accuracy", ""),
}
"""Words and unit of each figure of a run."""


def measure(epochs: int) -> Figures:
    """Train the networks of three chapters on the device of this process.

    Returns:
        ``device`` in words, and ``runs``: the figures of each by its name.
    """
    from traindnn import data
    from traindnn.lab import device, models, profile, training

    fashion = data.load("fashion_mnist", **profile.sizes()).scaled()
    cifar = data.load("cifar10", **profile.sizes()).scaled()
    trained = {
        "schedules: 784-50-50-10, batch 16": (models.lecture_mlp, fashion, power_sgd, 16),
        "batch normalization: the same with BN": (normalized, fashion, power_sgd, 16),
        "transfer: CNN 32-64 on CIFAR-10, batch 64": (cifar_cnn, cifar, "adam", 64),
    }
    runs = {}
    for name, (model, images, optimizer, batch_size) in trained.items():
        run = training.fit(
            model, images, seed=0, progress=False, optimizer=optimizer, epochs=epochs, batch_size=batch_size
        )
        runs[name] = {
            "epoch": run.seconds_per_epoch,
            "first_epoch": run.first_epoch_seconds,
            "val_accuracy": run.final("val_accuracy"),
            "about": f"{run.backend}; {run.n_train:,} training images. {run.source}",
        }
    return {"device": device.describe(), "runs": runs}


def power_sgd() -> Any:
    """Stochastic gradient descent with power scheduling, as on slide 13 but from a higher rate."""
    import keras

    from traindnn.lab.schedules import PowerDecay

    return keras.optimizers.SGD(PowerDecay(0.3, s=250))


def normalized() -> Any:
    """The lecture's network with batch normalization, as on slide 29."""
    from traindnn.lab import models

    return models.lecture_mlp(batch_norm=("input", "after"), bn_momentum=0.9)


def cifar_cnn() -> Any:
    """The small convolutional network for CIFAR-10."""
    from traindnn.lab import models

    return models.small_cnn((32, 32, 3), filters=(32, 64))


def look() -> Figures:
    """Whether this process has an accelerator, as ``accelerated``."""
    from traindnn.lab import device

    return {"accelerated": device.is_accelerated()}


def in_a_process(epochs: int, hidden: bool) -> Figures:
    """What a process finds that sees the CPU alone (``hidden``), or every device; without epochs it looks."""
    environment = {**own_environment(), **(CPU_ALONE if hidden else {})}
    words = [sys.executable, __file__, "--here", "--epochs", str(epochs)]
    done = subprocess.run(words, env=environment, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        where = "the CPU" if hidden else "this device"
        raise SystemExit(
            f"expected figures from {where}. Received: exit status {done.returncode}; see above."
        )
    figures: Figures = json.loads(done.stdout.splitlines()[-1])
    return figures


def rows(found: dict[str, Turns[Figures]]) -> list[Row]:
    """The accelerator beside the CPU; the CPU alone without one."""
    ours, *peers = found
    made = []
    for run in found[ours].counted[0]["runs"]:
        for name, (words, unit) in QUANTITIES.items():

            def figure(figures: Figures, run: str = run, name: str = name) -> float:
                return float(figures["runs"][run][name])

            row = Row(f"{run}: {words}", found[ours].spread(figure), unit=unit, less_is_better=unit == "s")
            if peers:
                row = replace(row, peer_name=peers[0], peer=found[peers[0]].spread(figure))
            made.append(replace(row, headline=bool(peers) and name == "epoch"))
    return made


def parsed() -> argparse.Namespace:
    """What was asked for."""
    parser = options(__doc__, runs=1)
    parser.add_argument("--epochs", type=int, default=4, help="of each run; default %(default)s")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> None:
    """Measure, print a table, write JSON."""
    asked = parsed()
    if asked.here:
        print(json.dumps(measure(asked.epochs) if asked.epochs else look()))
        return
    report = begun(__doc__, asked.quick, installed("keras", "tensorflow"))
    epochs, runs = (2, 1) if asked.quick else (asked.epochs, asked.runs)
    seen = in_a_process(0, hidden=False)
    ways: dict[str, Callable[[int], Figures]] = {CPU: lambda turn: in_a_process(epochs, hidden=True)}
    if seen["accelerated"]:
        ways = {ACCELERATOR: lambda turn: in_a_process(epochs, hidden=False), **ways}
    found = alternating(ways, runs, warm_up=0)
    devices = [f"{name}: {found[name].counted[0]['device']}." for name in found]
    alone = [] if seen["accelerated"] else ["The backend can use no GPU here: the CPU alone was measured."]
    about = sorted({run["about"] for run in found[CPU].counted[0]["runs"].values()})
    publish(replace(report, rows=tuple(rows(found)), notes=(*devices, *alone, *about)), asked.json)


if __name__ == "__main__":
    main()
