"""Figures of images and matrices."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from traindnn import expect
from traindnn.arrays import ArrayLike


def sample_grid(
    images: ArrayLike, titles: Sequence[str] | None = None, ax: Axes | None = None, *, columns: int = 10
) -> Axes:
    """Images side by side, row by row.

    Args:
        images: (n, height, width) or (n, height, width, 3), uint8, or float in [0, 1].
        titles: n texts, one above each image.
        ax: where to draw; a new figure if None.
        columns: images in a row.

    Returns:
        The ``ax``.

    Raises:
        ValueError: if there is not a title for each image.
    """
    images = np.asarray(images)
    titles = [""] * len(images) if titles is None else titles
    expect.that(len(titles) == len(images), "a title for each image", titles=len(titles), images=len(images))
    rows = -(-len(images) // columns)
    ax = plt.subplots(figsize=(0.7 * columns, (0.95 if any(titles) else 0.7) * rows))[1] if ax is None else ax
    height = 1.35 if any(titles) else 1.05
    white = 255 if images.dtype == np.uint8 else 1
    for i, (image, title) in enumerate(zip(images, titles, strict=True)):
        left, top = 1.05 * (i % columns), height * (i // columns)
        box = (left, left + 1, top + 1, top)
        ax.imshow(image, cmap="gray", vmin=0, vmax=white, extent=box, interpolation="nearest")
        ax.text(left + 0.5, top - 0.03, title, ha="center", va="bottom", fontsize=8)
    ax.set_xlim(0, 1.05 * columns - 0.05)
    ax.set_ylim(height * rows - (height - 1), -(height - 1))
    ax.set_axis_off()
    return ax


def confusion(counts: ArrayLike, class_names: Sequence[str], ax: Axes | None = None) -> Axes:
    """Confusion matrix: of the images of each true class, the share that got each label, in per cent.

    Args:
        counts: (classes, classes) numbers of images; row: true class, column: predicted class.
        class_names: names of the classes.
        ax: where to draw; a new figure if None.

    Returns:
        The ``ax``.

    Raises:
        ValueError: if ``counts`` is not square with a row for each name.
    """
    counts = np.asarray(counts, float)
    n = len(class_names)
    expect.that(counts.shape == (n, n), "`counts` of shape (classes, classes)", shape=counts.shape, classes=n)
    ax = plt.subplots(figsize=(6.4, 5.6))[1] if ax is None else ax
    percent = 100 * counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    ax.imshow(percent, vmin=0, vmax=100)
    for (row, column), value in np.ndenumerate(percent):
        ax.text(
            column,
            row,
            f"{value:.0f}",
            ha="center",
            va="center",
            fontsize=8,
            color="black" if value > 47 else "white",
        )
    ax.set_xticks(range(n), class_names, rotation=45, ha="right")
    ax.set_yticks(range(n), class_names)
    ax.grid(False)
    ax.set_xlabel("predicted class")
    ax.set_ylabel("true class (shares of a row in %)")
    return ax
