"""What the lab's engine is worth: the lecture's network, trained in three ways, side by side.

    python bench/training.py [--epochs N] [--seeds N] [--json FILE]

* lecture: ``fit`` on a pipeline of batches with a shuffle buffer of 1,000, as in the lecture's notebook,
* fit: ``fit`` on the lab's own batches, many steps in one call of the backend,
* engine: `traindnn.lab.engine`, a whole epoch in one call, as `training.fit` trains.

The network is 784-50-50-10 with ReLU, batch 16, SGD at the lecture's rate of 0.01, on 42,000 images. Each way
has a process of its own that runs on one core, one after another; what counts is processor time, which hardly
depends on what else the machine does. The first epoch, which also builds the training step, stands apart.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[1]
WAYS = ("lecture", "fit", "engine")
BATCH = 16


def images():
    """Fashion-MNIST at the lecture's scale, from wherever it can be had."""
    from traindnn import data

    return data.load("fashion_mnist", train=42_000, validation=18_000, test=10_000).scaled()


def measure(way, epochs, seed):
    """Train in one way in this process, on one core; return the figures."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    import keras

    from traindnn.lab import models, training

    fashion = images()
    if way == "lecture":
        clock, model = training.Clock(training.Progress(epochs, shown=False)), _compiled(models, seed)
        model.fit(_pipeline(fashion), epochs=epochs, callbacks=[clock], verbose=0)
        seconds = clock.processor_seconds
    else:
        together = {"steps_per_execution": 125} if way == "fit" else {}
        run = training.fit(
            models.lecture_mlp,
            fashion,
            seed=seed,
            progress=False,
            optimizer=keras.optimizers.SGD(0.01),
            epochs=epochs,
            batch_size=BATCH,
            **together,
        )
        model, seconds = run.model, run.processor_seconds
    accuracy = training.evaluate(model, fashion.x_test, fashion.y_test)["accuracy"]
    return {"seconds": list(seconds), "accuracy": accuracy, "source": fashion.source.describe()}


def _compiled(models, seed):
    import keras

    keras.utils.set_random_seed(seed)
    model = models.lecture_mlp()
    model.compile(keras.optimizers.SGD(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def _pipeline(fashion):
    import tensorflow as tf

    pairs = tf.data.Dataset.from_tensor_slices((fashion.x_train, fashion.y_train))
    return pairs.shuffle(1_000).batch(BATCH).prefetch(1)


def measured(way, epochs, seed):
    """The figures of a way, from a process of its own."""
    words = [sys.executable, __file__, "--way", way, "--epochs", str(epochs), "--seed", str(seed)]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "TF_NUM_INTRAOP_THREADS": "1"}
    done = subprocess.run(words, env=environment, cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def summary(found):
    """Medians over the seeds: the first epoch, a later one, accuracy."""
    later = [statistics.median(run["seconds"][1:]) for run in found]
    return {
        "first_epoch": statistics.median(run["seconds"][0] for run in found),
        "epoch": statistics.median(later),
        "accuracy": statistics.median(run["accuracy"] for run in found),
    }


def commit():
    """The commit that was measured."""
    words = ["git", "rev-parse", "--short", "HEAD"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)
    return done.stdout.strip() or "unknown"


def main():
    """Measure, print a table, write JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--seeds", type=int, default=3, help="runs of each way, in turn")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--seed", type=int, default=0, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.way:
        print(json.dumps(measure(asked.way, asked.epochs, asked.seed)))
        return
    found = {way: [] for way in WAYS}
    start = time.time()
    for seed in range(asked.seeds):
        for way in WAYS:
            found[way].append(measured(way, asked.epochs, seed))
    rows = {way: summary(runs) for way, runs in found.items()}
    table = Table("", "first epoch", "each further epoch", "times", "test accuracy", box=box.SIMPLE)
    for column in table.columns[1:]:
        column.justify = "right"
    for way, row in rows.items():
        times = rows["lecture"]["epoch"] / row["epoch"]
        cells = (
            f"{row['first_epoch']:.2f} s",
            f"{row['epoch']:.2f} s",
            f"{times:.1f}",
            f"{row['accuracy']:.4f}",
        )
        table.add_row(way, *cells)
    table.caption = (
        f"Processor seconds on one core, median of {asked.seeds} runs. {found['fit'][0]['source']}"
    )
    Console().print(table)
    if asked.json:
        machine = {"machine": platform.processor() or platform.machine(), "cores": os.cpu_count()}
        content = {"commit": commit(), **machine, "seconds": time.time() - start, "ways": rows, "runs": found}
        asked.json.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
