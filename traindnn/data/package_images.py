"""The images of Fashion-MNIST that come with the package: those that the quick profile asks for.

They are the first of each part in the order that seed 0 draws (`dataset.part_indices`), so whoever has the
whole set gets the same images. ``python -m traindnn.data.package_images FILE.npz`` makes the file anew from
the published set; it needs no other run unless the sizes change.
"""

import hashlib
import sys
import zipfile
import zlib
from functools import cache
from pathlib import Path

import numpy as np

from traindnn.data import folder
from traindnn.data.catalog import FASHION_MNIST, Spec
from traindnn.data.checks import DataError, digest, mismatch
from traindnn.data.dataset import part_indices

SIZES = {"train": 6_000, "validation": 2_000, "test": 2_000}
"""Images of each part that are there."""
SEED = 0
"""The order that they begin."""
FILE = Path(__file__).parent / "included" / "fashion_mnist.npz"
SHA256 = "475956f29fc04386b595771ea05cd8eb2f58728358459ec1c2fb0f3ca28d29de"
"""Of the images and labels, in the order of `SIZES`."""
ADVICE = "Install the package anew: this file is part of it."


@cache
def positions() -> dict[str, np.ndarray]:
    """Which images of the published set are there.

    Returns:
        For each part, positions in the training images (``train``, ``validation``) or in the test images
        (``test``), int64.
    """
    return part_indices(FASHION_MNIST, dict(SIZES), SEED)


def holds(spec: Spec, chosen: dict[str, np.ndarray] | None) -> bool:
    """Whether all images that were chosen come with the package.

    Args:
        spec: the set.
        chosen: what `part_indices` returned; None for those that are there.
    """
    if spec is not FASHION_MNIST or chosen is None:
        return spec is FASHION_MNIST
    return all(np.isin(chosen[part], own).all() for part, own in positions().items())


def read(chosen: dict[str, np.ndarray]) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Get chosen images.

    Args:
        chosen: what `part_indices` returned; `holds` is true of it.

    Returns:
        For each part, images uint8 ``(n, 28, 28)`` and labels int64 ``(n,)``.

    Raises:
        DataError: if the file is not there, or is not the one that came with the package.
    """
    found, arrays = {}, _arrays()
    for part, own in positions().items():
        order = np.argsort(own)
        rows = order[np.searchsorted(own, chosen[part], sorter=order)]
        found[part] = arrays[f"x_{part}"][rows], arrays[f"y_{part}"][rows].astype(np.int64)
    return found


@cache
def _arrays() -> dict[str, np.ndarray]:
    try:
        with np.load(FILE, allow_pickle=False) as archive:
            arrays = {key: archive[key] for key in archive.files}
    except (OSError, ValueError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise mismatch(FILE, "the images that come with the package", str(error), ADVICE) from None
    if (found := content(arrays)) != SHA256:
        raise mismatch(FILE, f"images and labels with the checksum {SHA256}", f"checksum {found}", ADVICE)
    return arrays


def content(arrays: dict[str, np.ndarray]) -> str:
    """SHA-256 over images and labels, whatever file they came in; 64 hexadecimal digits."""
    sha = hashlib.sha256()
    for part in SIZES:
        for axis in "xy":
            sha.update(np.ascontiguousarray(arrays[f"{axis}_{part}"], dtype=np.uint8).data)
    return sha.hexdigest()


def chosen_from(published: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The arrays of the file, from those of the whole set.

    Args:
        published: ``x_train``, ``y_train``, ``x_test``, ``y_test`` of the published set.

    Returns:
        ``x_<part>`` and ``y_<part>`` for each part, uint8.

    Raises:
        DataError: if it is not the published set.
    """
    if (found := digest(published)) != FASHION_MNIST.sha256:
        raise DataError(f"Expected the published Fashion-MNIST. Received: arrays with the checksum {found}.")
    arrays = {}
    for part, rows in positions().items():
        origin = "test" if part == "test" else "train"
        for axis in "xy":
            arrays[f"{axis}_{part}"] = published[f"{axis}_{origin}"][rows].astype(np.uint8)
    return arrays


def main(path: str) -> None:
    """Make the file from the whole set in Keras's layout, and print its checksum."""
    arrays = chosen_from(folder.read_npz(Path(path), FASHION_MNIST))
    FILE.parent.mkdir(exist_ok=True)
    np.savez_compressed(FILE, **arrays)  # type: ignore[arg-type]  # a name might be that of an option
    print(f"{FILE}: {FILE.stat().st_size:,} bytes, SHA256 = {content(arrays)!r}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Expected one argument, the file fashion_mnist.npz with the whole set.")
    main(sys.argv[1])
