"""Any images of a stand-in set, drawn when they are asked for and then kept on disk.

Image i of a part is a function of the set, the part, i and the drawer's version alone, so a subset
is drawn without the rest, and the first n images are the same whatever the size.
"""

import hashlib
import logging
import os
import sys
import tempfile
import zipfile
import zlib
from functools import cache
from pathlib import Path

import numpy as np

from traindnn.data import stand_in_cifar, stand_in_fashion
from traindnn.data.catalog import spec_of
from traindnn.data.randomness import balanced_labels

log = logging.getLogger(__name__)

DRAWERS = {"fashion_mnist": stand_in_fashion, "cifar10": stand_in_cifar}
VERSIONS = {name: drawer.VERSION for name, drawer in DRAWERS.items()}

# Images drawn at a time: few enough for the processor's cache, many enough for whole-array arithmetic.
BATCH = 250


def draw(name: str, part: str, index: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Get images of a stand-in set, from the disk if they were drawn before.

    Args:
        name: ``"fashion_mnist"`` or ``"cifar10"``.
        part: ``"train"`` or ``"test"``.
        index: which images, whole numbers ``(n,)`` of 0 or more, in any order.

    Returns:
        Images uint8 ``(n, 28, 28)`` or ``(n, 32, 32, 3)``, and labels int64 ``(n,)``. Each run of
        ten images (0 to 9, 10 to 19, ...) holds every label once.
    """
    key = f"{name}/{part}/{VERSIONS[name]}"
    index = np.asarray(index, np.int64)
    labels = balanced_labels(f"{key}/labels", index)
    shape = (len(index), *spec_of(name).image_shape)
    sha = hashlib.sha256(f"{key}/{code_digest()}".encode() + index.astype("<i8").tobytes()).hexdigest()
    folder = cache_folder()
    file = folder / f"{name}-{part}-{len(index)}-{sha[:16]}.npz" if folder else None
    images = _recall(file, shape)
    if images is None:
        images = _draw_all(DRAWERS[name], key, index, labels, shape)
        _keep(file, images)
    return images, labels


@cache
def code_digest() -> str:
    """Hash the code that draws, so that no image outlives it in a cache; 16 hexadecimal digits."""
    sha = hashlib.sha256()
    for file in sorted(Path(__file__).parent.glob("*.py")):
        if file.stem.startswith(("stand_in", "fashion", "cifar", "shapes", "randomness")):
            sha.update(file.read_bytes())
    return sha.hexdigest()[:16]


def _draw_all(drawer, key, index, labels, shape):
    images = np.empty(shape, np.uint8)
    for start in range(0, len(index), BATCH):
        some = slice(start, start + BATCH)
        images[some] = drawer.render(key, index[some], labels[some])
    return images


def cache_folder() -> Path | None:
    """Name the folder that keeps drawn images.

    Returns:
        The folder that ``TRAINDNN_CACHE`` names, else ``traindnn`` in the user's cache folder; None
        if ``TRAINDNN_CACHE`` is ``off`` or there is no home folder.
    """
    named = os.environ.get("TRAINDNN_CACHE")
    if named:
        return None if named.lower() == "off" else Path(named)
    try:
        home = Path.home()
    except RuntimeError:
        return None
    default = {"darwin": home / "Library/Caches", "win32": home / "AppData/Local"}
    base = os.environ.get("XDG_CACHE_HOME") or default.get(sys.platform, home / ".cache")
    return Path(base, "traindnn")


def _recall(file: Path | None, shape: tuple[int, ...]) -> np.ndarray | None:
    """Read images from the cache; None if they are not there, or are damaged (a zip has checksums)."""
    if file is None or not file.is_file():
        return None
    try:
        with np.load(file, allow_pickle=False) as archive:
            images = archive["images"]
    except (OSError, EOFError, KeyError, ValueError, AttributeError, zipfile.BadZipFile, zlib.error) as error:
        log.info("%s is damaged and is drawn anew: %s", file, error)
        return None
    return images if images.shape == shape and images.dtype == np.uint8 else None


def _keep(file: Path | None, images: np.ndarray) -> None:
    """Write images to the cache in one step; a cache that cannot be written is done without."""
    if file is None:
        return
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=".new-") as folder:
            new = Path(folder, file.name)
            np.savez(new, images=images)
            os.replace(new, file)
    except OSError as error:
        log.info("The drawn images could not be kept in %s: %s", file, error)
