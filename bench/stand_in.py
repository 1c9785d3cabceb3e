"""Is the stand-in as hard as the real set? Test accuracy of simple and less simple learners on both.

    python bench/stand_in.py [--set fashion_mnist] [--quick] [--json FILE]

Every learner sees images in [0, 1]; the networks train with batch 64 and Adam at 1e-3. The real set
is used where `TRAINDNN_DATA` or Keras's cache has it; its column is empty elsewhere. Peer: the real
sets themselves.
"""

import argparse
import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from rich import box
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

import traindnn.lab  # noqa: F401  (starts Keras without TensorFlow's log lines)
from traindnn import data

TOLERANCE = 0.06


@dataclass(frozen=True)
class Figure:
    """One number of the table: a learner on a set of a size."""

    set_name: str
    learner: str
    images: int
    epochs: int | None = None


FIGURES = [
    Figure("fashion_mnist", "nearest centroid", 10_000),
    Figure("fashion_mnist", "1-NN", 10_000),
    Figure("fashion_mnist", "linear softmax", 10_000, 15),
    Figure("fashion_mnist", "MLP 784-50-50-10", 10_000, 15),
    Figure("fashion_mnist", "CNN", 10_000, 15),
    Figure("fashion_mnist", "linear softmax", 2_000, 40),
    Figure("fashion_mnist", "MLP 784-50-50-10", 2_000, 40),
    Figure("fashion_mnist", "CNN", 2_000, 40),
    Figure("cifar10", "linear softmax", 10_000, 12),
    Figure("cifar10", "CNN", 10_000, 12),
    Figure("cifar10", "linear softmax", 2_000, 25),
    Figure("cifar10", "CNN", 2_000, 25),
]


def nearest_centroid(x, y, x_new):
    """Label of the class whose mean image is nearest; images as rows."""
    centres = np.stack([x[y == label].mean(axis=0) for label in range(10)])
    return nearest(centres, x_new)


def nearest(rows, x_new, batch=1000):
    """Index of the nearest row, by Euclidean distance, for each new row."""
    squares = (rows * rows).sum(axis=1)
    starts = range(0, len(x_new), batch)
    return np.concatenate([(squares - 2 * x_new[i : i + batch] @ rows.T).argmin(axis=1) for i in starts])


def network(learner: str, shape: tuple[int, ...]):
    """The Keras model of a learner, compiled; ``shape`` is that of one image."""
    import keras
    from keras import layers

    few, many = (16, 32) if len(shape) == 2 else (32, 64)
    bodies = {
        "linear softmax": [layers.Flatten()],
        "MLP 784-50-50-10": [layers.Flatten(), *(layers.Dense(50, activation="relu") for _ in range(2))],
        "CNN": [
            layers.Reshape((*shape[:2], -1)),
            layers.Conv2D(few, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(many, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(64, activation="relu"),
            layers.Dropout(0.3),
        ],
    }
    model = keras.Sequential([keras.Input(shape), *bodies[learner], layers.Dense(10, activation="softmax")])
    model.compile(
        keras.optimizers.Adam(1e-3),
        "sparse_categorical_crossentropy",
        metrics=["accuracy"],
        steps_per_execution=32,
    )
    return model


def accuracy(figure: Figure, images: data.Dataset, seed: int) -> float:
    """Test accuracy of one learner, from 0 to 1."""
    x, y = images.x_train[: figure.images], images.y_train[: figure.images]
    if figure.epochs is None:
        rows, new = x.reshape(len(x), -1), images.x_test.reshape(len(images.x_test), -1)
        centroid = figure.learner == "nearest centroid"
        labels = nearest_centroid(rows, y, new) if centroid else y[nearest(rows, new)]
        return float((labels == images.y_test).mean())
    import keras

    keras.utils.set_random_seed(seed)
    model = network(figure.learner, x.shape[1:])
    model.fit(x, y, batch_size=64, epochs=figure.epochs, verbose=0)
    return float(model.evaluate(images.x_test, images.y_test, batch_size=500, verbose=0)[1])


def load(name: str, source: str | None, test: int, seed: int) -> data.Dataset | None:
    """The images in [0, 1]; None where the real set is not to be had."""
    images = data.load(name, train=10_000, validation=1, test=test, seed=seed, source=source)
    return images.scaled() if source or images.source.kind != "stand-in" else None


def measure(figures, test: int, seed: int, console: Console) -> list[dict]:
    """Both columns, a record for each figure."""
    rows, sets = [], {}
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("", total=2 * len(figures))
        for figure in figures:
            row = asdict(figure)
            for column, source in (("real", None), ("stand_in", "stand-in")):
                progress.update(task, description=f"{figure.set_name}, {figure.learner}, {figure.images:,}")
                key = (figure.set_name, source)
                if key not in sets:
                    sets[key] = load(*key, test, seed)
                start = time.perf_counter()
                row[column] = accuracy(figure, sets[key], seed) if sets[key] else None
                row[f"{column}_seconds"] = round(time.perf_counter() - start, 1)
                progress.advance(task)
            rows.append(row)
    return rows


def table(rows: list[dict]) -> Table:
    """The records as a table; a figure further off than the tolerance is marked."""
    result = Table(title="Test accuracy on the real set and on the stand-in", box=box.SIMPLE, padding=(0, 0))
    for name in ("set", "learner"):
        result.add_column(name, no_wrap=True)
    for name in ("images", "epochs", "real", "stand-in", "off by"):
        result.add_column(name, justify="right")
    for row in rows:
        real, drawn = row["real"], row["stand_in"]
        far = real is not None and abs(drawn - real) > TOLERANCE
        difference = "" if real is None else f"{drawn - real:+.3f}"
        result.add_row(
            row["set_name"],
            row["learner"],
            f"{row['images']:,}",
            str(row["epochs"] or ""),
            "" if real is None else f"{real:.3f}",
            f"{drawn:.3f}",
            f"[red]{difference} ![/red]" if far else difference,
        )
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--set", choices=sorted({f.set_name for f in FIGURES}), help="one set only")
    parser.add_argument("--quick", action="store_true", help="leave the CNNs out")
    parser.add_argument("--test", type=int, default=10_000, help="number of test images")
    parser.add_argument("--seed", type=int, default=0, help="fixes subsets and initial weights")
    parser.add_argument("--json", type=Path, help="write the records there as well")
    options = parser.parse_args()
    chosen = [
        f for f in FIGURES
        if options.set in (None, f.set_name) and not (options.quick and f.learner == "CNN")
    ]  # fmt: skip
    console = Console()
    rows = measure(chosen, options.test, options.seed, console)
    console.print(table(rows))
    if options.json:
        options.json.write_text(json.dumps(rows, indent=2) + "\n")


if __name__ == "__main__":
    main()
