"""The order in which sources are asked, and `load` and `fingerprint`, which ask them."""

import hashlib
import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import numpy as np

from traindnn.data import download, folder, keras_cache, package_images, stand_in
from traindnn.data.catalog import FASHION_MNIST, SPECS, Spec, spec_of
from traindnn.data.checks import DataError, is_published
from traindnn.data.dataset import Dataset, Source, part_indices

KINDS = ("folder", "keras", "package", "stand-in")
Chosen = dict[str, np.ndarray]


def load(
    name: str,
    *,
    train: int | None = None,
    validation: int | None = None,
    test: int | None = None,
    seed: int = 0,
    source: str | None = None,
) -> Dataset:
    """Load an image set, split as in the lecture, in the sizes asked for.

    The first 70 % of the training images are the training part, the rest is the validation part.
    Subsets are drawn at random without replacement; the same seed gives the same subset on every
    machine, and a smaller subset is the beginning of a larger one.

    Args:
        name: ``"fashion_mnist"`` or ``"cifar10"``.
        train: number of training images; None for all (42,000 or 35,000).
        validation: number of validation images; None for all (18,000 or 15,000).
        test: number of test images; None for all (10,000).
        seed: non-negative int that fixes the subsets.
        source: ``"folder"``, ``"keras"``, ``"package"`` or ``"stand-in"`` to insist on one; None for the
            first that has the images, in this order.

    Returns:
        A `Dataset` with uint8 images; its ``source`` says where they came from.

    Raises:
        ValueError: if an argument is out of range.
        DataError: if the source is there but its file is wrong, or the source insisted on, or without one
            every source, lacks the images.
    """
    spec = spec_of(name)
    chosen = part_indices(spec, {"train": train, "validation": validation, "test": test}, seed)
    kind, files = locate(spec, source, chosen)
    if kind == "package":
        arrays, record = _packaged(spec, chosen)
    else:
        arrays, record = _real(spec, kind, files, chosen) if files else _drawn(spec, chosen)
    return Dataset(name=spec.name, **arrays, class_names=spec.class_names, source=record)


def fingerprint(names: Iterable[str] = tuple(SPECS), source: str | None = None) -> dict[str, str]:
    """Say which source `load` would use for each set, in a form that changes when the images do.

    Files are hashed as they are, without unpacking, so this takes a fraction of a second. Where the package
    has some images of a set, nothing is downloaded to find out about the others.

    Args:
        names: names of sets.
        source: as for `load`.

    Returns:
        For each name, ``"kind:checksum"`` of the files, or ``"stand-in:version:checksum"`` of the code
        that draws.

    Raises:
        DataError: as for `load`.
    """
    result = {}
    for name in names:
        kind, files = locate(spec_of(name), source)
        sha = hashlib.sha256()
        for file in files:
            with file.open("rb") as stream:
                sha.update(hashlib.file_digest(stream, "sha256").digest())
        result[name] = f"{kind}:{sha.hexdigest() if files else stand_in.fingerprint(name)}"
    return result


def locate(spec: Spec, source: str | None = None, chosen: Chosen | None = None) -> tuple[str, list[Path]]:
    """Find the first source that has the images; Keras's download is tried where nothing else has them.

    Args:
        spec: the set.
        source: as for `load`.
        chosen: positions of the images, as `part_indices` returns them; None for those that come with the
            package, if there are any, else for all.

    Returns:
        The kind of the source, and its files; no files for the stand-in.

    Raises:
        ValueError: if there is no such kind of source.
        DataError: if the folder that ``TRAINDNN_DATA`` names is not there, the source insisted on does not
            have the images, or no source has them.
    """
    if source not in (None, *KINDS):
        kinds = ", ".join(map(repr, KINDS[:-1]))
        raise ValueError(
            f"Expected `source` to be {kinds} or {KINDS[-1]!r}, or None. Received: source={source!r}"
        )
    if source in (None, "folder") and (files := _in_folder(spec, source)):
        return "folder", files
    datasets = keras_cache.datasets_folder()
    if source in (None, "keras") and (files := keras_cache.cached_files(spec, datasets)):
        return "keras", files
    if source in (None, "package") and package_images.holds(spec, chosen):
        return "package", [package_images.FILE]
    if source in (None, "keras") and _downloaded(spec, datasets):
        return "keras", keras_cache.cached_files(spec, datasets)
    if source in (None, "stand-in") and spec.name in stand_in.DRAWERS and stand_in.allowed():
        return "stand-in", []
    raise DataError(_nowhere(spec, source, datasets))


def _nowhere(spec: Spec, source: str | None, datasets: Path) -> str:
    """What to say where the source insisted on, or without one every source, lacks the images."""
    by_hand = f"Put {spec.name}.npz into a folder and name it in TRAINDNN_DATA"
    with_package = "the images that come with the package: at most " + ", ".join(
        f"{part}={size}" for part, size in package_images.SIZES.items()
    )
    if source == "stand-in":
        return f"Expected a set that is drawn where it cannot be had: {', '.join(stand_in.DRAWERS)}. " + (
            f"Received: {spec.title}, source='stand-in'. Pass source=None."
        )
    if source == "package":
        return f"Expected {with_package}, seed={package_images.SEED}. " + (
            f"Received: other images of {spec.title}, source='package'. Pass source=None."
        )
    advice = by_hand if source is None else f"{by_hand}, or pass source=None"
    if spec is FASHION_MNIST and source is None:
        advice += f", or ask for {with_package}, seed={package_images.SEED}"
    return (
        f"Expected {spec.title} in {datasets}, or a network over which Keras can download it. "
        f"Received: neither, source={source!r}. {advice}."
    )


def _in_folder(spec: Spec, source: str | None) -> list[Path]:
    named = os.environ.get("TRAINDNN_DATA")
    if named and not Path(named).is_dir():
        raise DataError(
            f"Expected a folder that is there. Received: TRAINDNN_DATA={named!r}. "
            "Correct the variable, or unset it to use another source."
        )
    file = Path(named or ".", f"{spec.name}.npz")
    if named and file.is_file():
        return [file]
    if source == "folder":
        raise DataError(
            f"Expected {spec.title} in a file {file.name}. Received: no such file, path={file}, "
            f"TRAINDNN_DATA={named!r}. Name the folder that holds the file in TRAINDNN_DATA, "
            "or pass source=None."
        )
    return []


# One try per process: where there is no network, the wait for it comes only once.
_downloaded = cache(download.download)


def _real(spec: Spec, kind: str, files: list[Path], chosen: Chosen) -> tuple[dict[str, np.ndarray], Source]:
    arrays = folder.read_npz(files[0], spec) if kind == "folder" else keras_cache.read_files(files, spec)
    sha256, exact = is_published(arrays, spec)
    if exact is None and kind == "keras":
        exact = keras_cache.has_published_checksums(files)
    path = files[0] if kind == "folder" else files[0].parent
    parts = {}
    for part, short, origin in _PARTS:
        for axis in "xy":
            parts[f"{axis}_{short}"] = arrays[f"{axis}_{origin}"][chosen[part]]
    return parts, Source(spec.title, kind, str(path), sha256, exact)


def _packaged(spec: Spec, chosen: Chosen) -> tuple[dict[str, np.ndarray], Source]:
    parts, found = {}, package_images.read(chosen)
    for part, short, _ in _PARTS:
        parts[f"x_{short}"], parts[f"y_{short}"] = found[part]
    path = str(package_images.FILE)
    return parts, Source(spec.title, "package", path, package_images.SHA256, exact=True)


def _drawn(spec: Spec, chosen: Chosen) -> tuple[dict[str, np.ndarray], Source]:
    parts = {}
    for part, short, origin in _PARTS:
        parts[f"x_{short}"], parts[f"y_{short}"] = stand_in.draw(spec.name, origin, chosen[part])
    version = stand_in.DRAWERS[spec.name].VERSION
    return parts, Source(spec.title, "stand-in", None, None, exact=False, version=version)


# Part in the arguments of `load`, in the fields of `Dataset`, and in the files.
_PARTS = (("train", "train", "train"), ("validation", "val", "train"), ("test", "test", "test"))
