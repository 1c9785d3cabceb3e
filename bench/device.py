"""What a GPU is worth here: runs of the chapters on the CPU and on the accelerator, side by side.

    python bench/device.py [--epochs N] [--json FILE]        (make gpu-check)

Each device has a process of its own, which sees that device alone, with the same data, seed and settings.
The Keras backend is the environment's (`KERAS_BACKEND`), the scale that of `TRAINDNN_PROFILE`. The first
epoch, which also compiles the training step, is told apart from the others.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[1]
CPU_ALONE = {"CUDA_VISIBLE_DEVICES": "-1", "JAX_PLATFORMS": "cpu"}


def measure(epochs):
    """Train the networks of three chapters on the device of this process; return the figures."""
    from traindnn import data
    from traindnn.lab import device, models, profile, training

    fashion = data.load("fashion_mnist", **profile.sizes()).scaled()
    cifar = data.load("cifar10", **profile.sizes()).scaled()
    runs = {
        "schedules: 784-50-50-10, batch 16": (models.lecture_mlp, fashion, power_sgd, 16),
        "batch normalization: the same with BN": (normalized, fashion, power_sgd, 16),
        "transfer: CNN 32-64 on CIFAR-10, batch 64": (cifar_cnn, cifar, "adam", 64),
    }
    figures = {"device": device.describe(), "accelerated": device.is_accelerated(), "runs": {}}
    for name, (model, images, optimizer, batch_size) in runs.items():
        run = training.fit(
            model, images, seed=0, progress=False, optimizer=optimizer, epochs=epochs, batch_size=batch_size
        )
        figures["runs"][name] = {
            "first epoch": run.first_epoch_seconds,
            "epoch": run.seconds_per_epoch,
            "val_accuracy": run.final("val_accuracy"),
            "source": run.source,
            "backend": run.backend,
            "n_train": run.n_train,
        }
    return figures


def power_sgd():
    """Stochastic gradient descent with power scheduling, as on slide 13 but from a higher rate."""
    from traindnn.lab.schedules import PowerDecay, keras

    return keras.optimizers.SGD(PowerDecay(0.3, s=250))


def normalized():
    """The lecture's network with batch normalization, as on slide 29."""
    from traindnn.lab import models

    return models.lecture_mlp(batch_norm=("input", "after"), bn_momentum=0.9)


def cifar_cnn():
    """The small convolutional network for CIFAR-10."""
    from traindnn.lab import models

    return models.small_cnn((32, 32, 3), filters=(32, 64))


def in_a_process(epochs, hidden):
    """Measure in a process that sees the CPU alone (``hidden``), or every device."""
    paths = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    environment = {**os.environ, "PYTHONPATH": paths, **(CPU_ALONE if hidden else {})}
    words = [sys.executable, __file__, "--here", "--epochs", str(epochs)]
    done = subprocess.run(words, env=environment, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit(f"The runs on {'the CPU' if hidden else 'this device'} failed; see above.")
    return json.loads(done.stdout.splitlines()[-1])


def show(console, figures):
    """Print a row a run."""
    columns = [name for name in ("cpu", "accelerator") if name in figures]
    table = Table(box=box.SIMPLE)
    table.add_column("run")
    for name in columns:
        table.add_column(f"{figures[name]['device']}\ns an epoch (first)", justify="right")
        table.add_column("validation\naccuracy", justify="right")
    if len(columns) == 2:
        table.add_column("times\nas fast", justify="right")
    for run, cpu in figures["cpu"]["runs"].items():
        both = [figures[name]["runs"][run] for name in columns]
        cells = [
            text
            for f in both
            for text in (f"{f['epoch']:.2f} ({f['first epoch']:.1f})", f"{f['val_accuracy']:.3f}")
        ]
        ratio = [f"{cpu['epoch'] / both[1]['epoch']:.1f}"] if len(columns) == 2 else []
        table.add_row(run, *cells, *ratio)
    console.print(table)
    runs = figures["cpu"]["runs"].values()
    console.print(
        ", ".join(sorted({f"{run['backend']}; {run['n_train']:,} training images" for run in runs}))
    )
    console.print("\n".join(sorted({run["source"] for run in runs})))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.here:
        print(json.dumps(measure(told.epochs)))
        return
    console, figures = Console(), {}
    with console.status("training on the CPU"):
        figures["cpu"] = in_a_process(told.epochs, hidden=True)
    with console.status("training on the accelerator, if there is one"):
        seen = in_a_process(told.epochs, hidden=False)
    if seen["accelerated"]:
        figures["accelerator"] = seen
    show(console, figures)
    if not seen["accelerated"]:
        console.print("No GPU that the backend can use was found: the CPU alone was measured.")
    if told.json:
        told.json.write_text(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main()
