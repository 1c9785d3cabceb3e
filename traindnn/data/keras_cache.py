"""Read a set from the folder in which Keras keeps its downloads, without importing Keras."""

import gzip
import hashlib
import os
import pickle
import tempfile
import zlib
from pathlib import Path

import numpy as np

from traindnn.data.catalog import Spec
from traindnn.data.checks import checked, mismatch

FASHION_FILES = {
    "x_train": "train-images-idx3-ubyte.gz",
    "y_train": "train-labels-idx1-ubyte.gz",
    "x_test": "t10k-images-idx3-ubyte.gz",
    "y_test": "t10k-labels-idx1-ubyte.gz",
}

# The published MD5 of each batch of the Python version of CIFAR-10.
CIFAR_FILES = {
    "data_batch_1": "c99cafc152244af753f735de768cd75f",
    "data_batch_2": "d4bba439e000b95fd0a9bffe97cbabec",
    "data_batch_3": "54ebc095f3ab1f0389bbae665268c751",
    "data_batch_4": "634d18415352ddfa80567beed471001a",
    "data_batch_5": "482c414d41f54cd18b22e5b47cb7c3cb",
    "test_batch": "40351d587109b95175f43aff81a1287e",
}

# Where versions of Keras put the files, below its folder `datasets`.
FOLDERS = {
    "fashion_mnist": ("fashion-mnist",),
    "cifar10": ("cifar-10-batches-py-target/cifar-10-batches-py", "cifar-10-batches-py"),
}

ADVICE = "Delete it, so that Keras fetches it anew, or name a folder with the set in TRAINDNN_DATA."


def datasets_folder() -> Path:
    """Name the folder in which Keras keeps downloaded sets.

    Returns:
        ``datasets`` in ``KERAS_HOME``, or in ``.keras`` of the home folder; like Keras, the
        system's temporary folder where that one cannot be written.
    """
    home = Path(os.environ.get("KERAS_HOME") or os.path.expanduser("~/.keras"))
    if home.exists() and not os.access(home, os.W_OK):
        home = Path(tempfile.gettempdir(), ".keras")
    return home / "datasets"


def cached_files(spec: Spec, datasets: Path) -> list[Path]:
    """Find a set in Keras's folder.

    Args:
        spec: the set.
        datasets: what `datasets_folder` returned.

    Returns:
        Its files, all in one folder; an empty list unless all are there.
    """
    names = FASHION_FILES.values() if spec.name == "fashion_mnist" else CIFAR_FILES
    for folder in FOLDERS[spec.name]:
        files = [datasets / folder / name for name in names]
        if all(file.is_file() for file in files):
            return files
    return []


def read_files(files: list[Path], spec: Spec) -> dict[str, np.ndarray]:
    """Read and check a set from Keras's files.

    Args:
        files: what `cached_files` found.
        spec: the set.

    Returns:
        The four arrays: images uint8 ``(n, *spec.image_shape)``, labels int64 ``(n,)``.

    Raises:
        DataError: if a file is cut off, or is not what its name says.
    """
    if spec.name == "fashion_mnist":
        arrays = {key: read_idx(file) for key, file in zip(FASHION_FILES, files, strict=True)}
    else:
        batches = [read_batch(file) for file in files]
        x, y = (np.concatenate(parts) for parts in zip(*batches[:-1], strict=True))
        arrays = {"x_train": x, "y_train": y, "x_test": batches[-1][0], "y_test": batches[-1][1]}
    return checked(arrays, spec, files[0].parent, ADVICE)


def read_idx(file: Path) -> np.ndarray:
    """Read a gzipped IDX file of bytes, the format of MNIST.

    Args:
        file: a file whose header is ``00 00 08 d``, then d big-endian sizes of four bytes each.

    Returns:
        uint8 array with d axes.

    Raises:
        DataError: if the file is cut off or has another header.
    """
    try:
        raw = gzip.decompress(file.read_bytes())
        if raw[:3] != b"\0\0\x08":
            raise ValueError(f"the header {raw[:4].hex()}")
        axes = raw[3]
        shape = np.frombuffer(raw, ">i4", axes, offset=4)
        return np.frombuffer(raw, np.uint8, offset=4 + 4 * axes).reshape(shape)
    except (OSError, EOFError, ValueError, IndexError, zlib.error) as error:
        found = f"a file of {file.stat().st_size} bytes ({error})"
        raise mismatch(file, "a gzipped IDX file of bytes", found, ADVICE) from None


def read_batch(file: Path) -> tuple[np.ndarray, np.ndarray]:
    """Read one batch of the Python version of CIFAR-10.

    Args:
        file: a pickled dict with ``data`` (n, 3072) and ``labels`` (n).

    Returns:
        Images uint8 ``(n, 32, 32, 3)`` and labels ``(n,)``.

    Raises:
        DataError: if the file is cut off or holds something else.
    """
    try:
        with file.open("rb") as stream:
            batch = _ArraysOnly(stream, encoding="bytes").load()
        pixels, labels = batch[b"data"], np.asarray(batch[b"labels"])
        return pixels.reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1), labels
    except Exception as error:  # a damaged pickle can raise nearly anything
        found = f"a file of {file.stat().st_size} bytes ({type(error).__name__}: {error})"
        raise mismatch(file, "a batch of CIFAR-10 (Python version)", found, ADVICE) from None


class _ArraysOnly(pickle.Unpickler):
    """An unpickler that can build NumPy arrays and nothing else, so that a file cannot run code."""

    allowed = frozenset({("numpy", "ndarray"), ("numpy", "dtype"), ("_codecs", "encode")})

    def find_class(self, module: str, name: str) -> object:
        # NumPy 2 has renamed the module that builds an array; files may have either name.
        if (module, name) in {(f"numpy.{core}.multiarray", "_reconstruct") for core in ("core", "_core")}:
            return super().find_class("numpy._core.multiarray", name)
        if (module, name) not in self.allowed:
            raise pickle.UnpicklingError(f"{module}.{name} is not part of an array")
        return super().find_class(module, name)


def has_published_checksums(files: list[Path]) -> bool:
    """Compare the batches of CIFAR-10 with their published checksums.

    Args:
        files: what `cached_files` found for CIFAR-10.

    Returns:
        True if each file has the published MD5.
    """
    return all(hashlib.md5(file.read_bytes()).hexdigest() == CIFAR_FILES.get(file.name) for file in files)
