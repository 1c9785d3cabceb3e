"""Any images of a stand-in set, drawn when they are asked for and then kept on disk.

Image i of a part is a function of the set, the part, i and the drawer's version alone, so a subset
is drawn without the rest, and the first n images are the same whatever the size.
"""

import hashlib
import os
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np

from traindnn.data import stand_in_cifar
from traindnn.data.catalog import spec_of
from traindnn.data.disk_cache import cache_folder, keep, recall
from traindnn.data.randomness import balanced_labels


class Drawer(Protocol):
    """A module that draws a set."""

    VERSION: int

    def render(self, key: str, index: np.ndarray, labels: np.ndarray) -> np.ndarray:
        """Draw images."""


DRAWERS: dict[str, Drawer] = {"cifar10": stand_in_cifar}
"""The sets whose licence does not let us ship images of theirs."""

# Images drawn at a time: few enough for the processor's cache, many enough for whole-array arithmetic.
BATCH = 250


VARIABLE = "TRAINDNN_STAND_IN"


def allowed() -> bool:
    """Whether images may be drawn where the real ones cannot be had: not if ``TRAINDNN_STAND_IN`` is 0."""
    return os.environ.get(VARIABLE, "1").strip().lower() not in {"0", "no", "off", "false"}


def draw(name: str, part: str, index: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Get images of a stand-in set, from the disk if they were drawn before.

    Args:
        name: one of `DRAWERS`.
        part: ``"train"`` or ``"test"``.
        index: which images, whole numbers ``(n,)`` of 0 or more, in any order.

    Returns:
        Images uint8 ``(n, 32, 32, 3)``, and labels int64 ``(n,)``. Each run of
        ten images (0 to 9, 10 to 19, ...) holds every label once.
    """
    key = f"{name}/{part}/{DRAWERS[name].VERSION}"
    index = np.asarray(index, np.int64)
    labels = balanced_labels(f"{key}/labels", index)
    shape = (len(index), *spec_of(name).image_shape)
    sha = hashlib.sha256(f"{key}/{code_digest()}".encode() + index.astype("<i8").tobytes()).hexdigest()
    folder = cache_folder()
    file = folder / f"{name}-{part}-{len(index)}-{sha[:16]}.npz" if folder else None
    images = _fitting(recall(file), shape)
    if images is None:
        images = _draw_all(DRAWERS[name], key, index, labels, shape)
        keep(file, {"images": images})
    return images, labels


def fingerprint(name: str) -> str:
    """What a stand-in depends on: the drawer's version and its code."""
    return f"{DRAWERS[name].VERSION}:{code_digest()}"


@cache
def code_digest() -> str:
    """Hash the code that draws, so that no image outlives it in a cache; 16 hexadecimal digits."""
    sha = hashlib.sha256()
    for file in sorted(Path(__file__).parent.glob("*.py")):
        if file.stem.startswith(("stand_in", "cifar", "shapes", "randomness")):
            sha.update(file.read_bytes())
    return sha.hexdigest()[:16]


def _draw_all(
    drawer: Drawer, key: str, index: np.ndarray, labels: np.ndarray, shape: tuple[int, ...]
) -> np.ndarray:
    images = np.empty(shape, np.uint8)
    for start in range(0, len(index), BATCH):
        some = slice(start, start + BATCH)
        images[some] = drawer.render(key, index[some], labels[some])
    return images


def _fitting(kept: dict[str, np.ndarray] | None, shape: tuple[int, ...]) -> np.ndarray | None:
    """The images among kept arrays; None unless they have the form of those that were asked for."""
    images = None if kept is None else kept.get("images")
    return images if images is not None and images.shape == shape and images.dtype == np.uint8 else None
