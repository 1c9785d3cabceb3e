"""The order in which sources are asked, and `load` and `fingerprint`, which ask them."""

import hashlib
import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import numpy as np

from traindnn.data import download, folder, keras_cache, stand_in
from traindnn.data.catalog import SPECS, Spec, spec_of
from traindnn.data.checks import DataError, is_published
from traindnn.data.dataset import Dataset, Source, part_indices

KINDS = ("folder", "keras", "stand-in")


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
        source: ``"folder"``, ``"keras"`` or ``"stand-in"`` to insist on one; None for the first that
            has the set, in this order.

    Returns:
        A `Dataset` with uint8 images; its ``source`` says where they came from.

    Raises:
        ValueError: if an argument is out of range.
        DataError: if the source is there but its file is wrong, or the source insisted on has no
            such set.
    """
    spec = spec_of(name)
    chosen = part_indices(spec, {"train": train, "validation": validation, "test": test}, seed)
    kind, files = locate(spec, source)
    arrays, record = _real(spec, kind, files, chosen) if files else _drawn(spec, chosen)
    return Dataset(name=spec.name, **arrays, class_names=spec.class_names, source=record)


def fingerprint(names: Iterable[str] = tuple(SPECS), source: str | None = None) -> dict[str, str]:
    """Say which source `load` would use for each set, in a form that changes when the images do.

    Files are hashed as they are, without unpacking, so this takes a fraction of a second.

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
        drawn = f"{stand_in.VERSIONS[name]}:{stand_in.code_digest()}"
        result[name] = f"{kind}:{sha.hexdigest() if files else drawn}"
    return result


def locate(spec: Spec, source: str | None = None) -> tuple[str, list[Path]]:
    """Find the first source that has a set; Keras's download is tried on the way.

    Args:
        spec: the set.
        source: as for `load`.

    Returns:
        The kind of the source, and its files; no files for the stand-in.

    Raises:
        ValueError: if there is no such kind of source.
        DataError: if the folder that ``TRAINDNN_DATA`` names is not there, or the source insisted
            on does not have the set.
    """
    if source not in (None, *KINDS):
        kinds = " or ".join(map(repr, KINDS))
        raise ValueError(f"Expected `source` to be {kinds}, or None. Received: source={source!r}")
    if source in (None, "folder") and (files := _in_folder(spec, source)):
        return "folder", files
    if source in (None, "keras"):
        datasets = keras_cache.datasets_folder()
        files = keras_cache.cached_files(spec, datasets)
        if not files and _downloaded(spec, datasets):
            files = keras_cache.cached_files(spec, datasets)
        if files:
            return "keras", files
    if source == "keras":
        raise DataError(
            f"Expected {spec.title} in {datasets}, or a network over which Keras can download it. "
            f"Received: source={source!r}. Put <name>.npz into a folder and name it in TRAINDNN_DATA, "
            "or pass source='stand-in'."
        )
    return "stand-in", []


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


def _real(
    spec: Spec, kind: str, files: list[Path], chosen: dict[str, np.ndarray]
) -> tuple[dict[str, np.ndarray], Source]:
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


def _drawn(spec: Spec, chosen: dict[str, np.ndarray]) -> tuple[dict[str, np.ndarray], Source]:
    parts = {}
    for part, short, origin in _PARTS:
        parts[f"x_{short}"], parts[f"y_{short}"] = stand_in.draw(spec.name, origin, chosen[part])
    version = stand_in.VERSIONS[spec.name]
    return parts, Source(spec.title, "stand-in", None, None, exact=False, version=version)


# Part in the arguments of `load`, in the fields of `Dataset`, and in the files.
_PARTS = (("train", "train", "train"), ("validation", "val", "train"), ("test", "test", "test"))
