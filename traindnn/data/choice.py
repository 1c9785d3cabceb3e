"""Parts of a `Dataset`: some of its classes, a few of its training images."""

from dataclasses import replace

import numpy as np

from traindnn.data.dataset import Dataset

PARTS = ("train", "val", "test")


def only(dataset: Dataset, *class_names: str) -> Dataset:
    """Keep some of the classes, numbered anew in the order in which they are named.

    Args:
        dataset: a `Dataset`, scaled or not.
        class_names: two or more of its ``class_names``.

    Returns:
        A `Dataset` with these classes alone, labelled 0, 1, …, in all three parts.

    Raises:
        ValueError: if a name is unknown or given twice, or there are fewer than two.
    """
    if unknown := set(class_names) - set(dataset.class_names):
        raise ValueError(
            f"Expected classes of {dataset.class_names}. Received: class_names={sorted(unknown)}"
        )
    if not len(set(class_names)) == len(class_names) >= 2:
        raise ValueError(f"Expected two or more different classes. Received: class_names={class_names}")
    new_label = np.full(len(dataset.class_names), -1)
    new_label[[dataset.class_names.index(name) for name in class_names]] = np.arange(len(class_names))
    changed = {}
    for part in PARTS:
        labels = new_label[getattr(dataset, f"y_{part}")]
        changed[f"x_{part}"] = getattr(dataset, f"x_{part}")[labels >= 0]
        changed[f"y_{part}"] = labels[labels >= 0]
    return replace(dataset, **changed, class_names=tuple(class_names))


def few(dataset: Dataset, n: int, seed: int) -> Dataset:
    """Keep ``n`` training images, equally many of each class (up to one).

    Args:
        dataset: a `Dataset`, scaled or not.
        n: number of training images.
        seed: non-negative int that fixes which. A smaller choice of the same seed is part of a larger one.

    Returns:
        A `Dataset` with ``n`` training images in a random order; the other parts stay as they are.

    Raises:
        ValueError: if ``n`` is smaller than the number of classes, or a class has too few images.
    """
    k = len(dataset.class_names)
    rng = np.random.default_rng(seed)
    # Class by class in random order, then in turns: 0, 1, 0, 1, …
    turns = [rng.permutation(np.flatnonzero(dataset.y_train == label)) for label in range(k)]
    smallest = min(map(len, turns))
    if not k <= n <= k * smallest:
        raise ValueError(f"Expected `n` to be a whole number from {k} to {k * smallest}. Received: n={n}")
    chosen = np.stack([turn[:smallest] for turn in turns], axis=1).ravel()[:n]
    chosen = rng.permutation(chosen)
    return replace(dataset, x_train=dataset.x_train[chosen], y_train=dataset.y_train[chosen])
