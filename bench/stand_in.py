"""Is the stand-in as hard as the real set, to simple and to less simple learners?

    python bench/stand_in.py [--quick] [--json FILE]

Every learner sees images in [0, 1]; the networks train with batch 64 and Adam at 1e-3. The real set is used
where `TRAINDNN_DATA` or Keras's cache has it; its column is empty elsewhere. Peer: the real sets themselves.
Turns differ in the seed, which fixes the subsets and the initial weights.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any

import numpy as np
from side_by_side import Row, alternating, begun, installed, options, publish

import traindnn.lab  # noqa: F401  (starts Keras without TensorFlow's log lines)
from traindnn import data

TOLERANCE = 0.06
"""Accuracies that are further apart than this are named in a note."""
STAND_IN, REAL = "stand-in", "real set"
Images = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Figure:
    """One number of the table: a learner on a set of a size."""

    set_name: str
    learner: str
    images: int
    epochs: int | None = None

    @property
    def label(self) -> str:
        """The figure in words."""
        trained = f", {self.epochs} epochs" if self.epochs else ""
        return f"{self.set_name}: {self.learner}, {self.images:,} images{trained}"


FIGURES = [
    Figure("cifar10", "nearest centroid", 10_000),
    Figure("cifar10", "linear softmax", 10_000, 12),
    Figure("cifar10", "CNN", 10_000, 12),
    Figure("cifar10", "linear softmax", 2_000, 25),
    Figure("cifar10", "CNN", 2_000, 25),
]


def nearest_centroid(x: Images, y: Images, x_new: Images) -> Images:
    """Label of the class whose mean image is nearest; images as rows."""
    centres = np.stack([x[y == label].mean(axis=0) for label in range(10)])
    return nearest(centres, x_new)


def nearest(rows: Images, x_new: Images, batch: int = 1000) -> Images:
    """Index of the nearest row, by Euclidean distance, for each new row."""
    squares = (rows * rows).sum(axis=1)
    starts = range(0, len(x_new), batch)
    return np.concatenate([(squares - 2 * x_new[i : i + batch] @ rows.T).argmin(axis=1) for i in starts])


def network(learner: str, shape: tuple[int, ...]) -> Any:
    """The Keras model of a learner, compiled; ``shape`` is that of one image."""
    import keras
    from keras import layers

    bodies = {
        "linear softmax": [layers.Flatten()],
        "CNN": [
            layers.Conv2D(32, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(64, 3, activation="relu"),
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


@lru_cache(maxsize=4)
def load(name: str, source: str | None, test: int, seed: int) -> data.Dataset | None:
    """The images in [0, 1]; None where the real set is not to be had."""
    images = data.load(name, train=10_000, validation=1, test=test, seed=seed, source=source)
    return images.scaled() if source or images.source.kind != "stand-in" else None


def _of_turn(figure: Figure, source: str | None, test: int, turn: int) -> float:
    """Accuracy on one of the two sets, which is there; the number of the turn is the seed."""
    images = load(figure.set_name, source, test, turn)
    assert images is not None
    return accuracy(figure, images, turn)


def row(figure: Figure, test: int, runs: int) -> Row:
    """The accuracy of a learner on the stand-in, beside the real set where that is there."""
    found: dict[str, Callable[[int], float]] = {}
    for way, source in ((STAND_IN, STAND_IN), (REAL, None)):
        if load(figure.set_name, source, test, 0) is not None:
            found[way] = partial(_of_turn, figure, source, test)
    turns = alternating(found, runs, warm_up=0, label=figure.label)
    ours = Row(figure.label, turns[STAND_IN].spread(), unit="", less_is_better=False)
    return replace(ours, peer_name=REAL, peer=turns[REAL].spread()) if REAL in turns else ours


def notes(rows: Sequence[Row]) -> list[str]:
    """What a reader must know of the rows."""
    apart = [row for row in rows if row.peer and abs(row.ours.median - row.peer.median) > TOLERANCE]
    far = [f"Further apart than {TOLERANCE}: {row.what}." for row in apart]
    alone = [] if any(row.peer for row in rows) else ["The real set is not on this machine."]
    return ["Test accuracy, 0 to 1.", *alone, *far]


def main() -> None:
    """Measure, print a table, write JSON."""
    parser = options(__doc__, runs=1)
    parser.add_argument("--test", type=int, default=10_000, help="number of test images")
    asked = parser.parse_args()
    chosen, test = FIGURES, asked.test
    if asked.quick:
        chosen, test = [figure for figure in chosen if figure.epochs is None][:1], 500
    report = begun(__doc__, asked.quick, installed("keras", "tensorflow"))
    rows = tuple(row(figure, test, asked.runs) for figure in chosen)
    publish(replace(report, rows=rows, notes=tuple(notes(rows))), asked.json)


if __name__ == "__main__":
    main()
