"""Small sets with the form of the real ones, in each of the forms that a source has."""

import gzip
import pickle
from dataclasses import replace

import numpy as np

from traindnn.data.catalog import SPECS
from traindnn.data.keras_cache import CIFAR_FILES, FASHION_FILES

TINY = {name: replace(spec, sizes={"train": 20, "test": 10}) for name, spec in SPECS.items()}


def arrays_of(name: str, column: bool = False) -> dict[str, np.ndarray]:
    """Random images and balanced labels; labels in a column if asked for, as CIFAR-10 has them."""
    spec, rng, arrays = TINY[name], np.random.default_rng(1), {}
    for part, size in spec.sizes.items():
        arrays[f"x_{part}"] = rng.integers(0, 256, (size, *spec.image_shape), np.uint8)
        labels = rng.permutation(size).astype(np.uint8) % 10
        arrays[f"y_{part}"] = labels[:, None] if column else labels
    return arrays


def write_npz(folder, name: str, **changes):
    """Write ``<name>.npz``; ``changes`` replace arrays, None leaves one out."""
    arrays = {**arrays_of(name), **changes}
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.npz"
    np.savez(path, **{key: array for key, array in arrays.items() if array is not None})
    return path


def write_idx(folder) -> dict[str, np.ndarray]:
    """Write the tiny Fashion-MNIST as Keras keeps it."""
    arrays = arrays_of("fashion_mnist")
    folder.mkdir(parents=True)
    for key, file in FASHION_FILES.items():
        array = arrays[key]
        header = bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">i4").tobytes()
        (folder / file).write_bytes(gzip.compress(header + array.tobytes()))
    return arrays


def write_batches(folder) -> dict[str, np.ndarray]:
    """Write the tiny CIFAR-10 as Keras keeps it: five training batches and one for testing."""
    arrays = arrays_of("cifar10")
    folder.mkdir(parents=True)
    images = [*np.split(arrays["x_train"], 5), arrays["x_test"]]
    labels = [*np.split(arrays["y_train"], 5), arrays["y_test"]]
    for file, x, y in zip(CIFAR_FILES, images, labels, strict=True):
        rows = x.transpose(0, 3, 1, 2).reshape(len(x), -1)
        (folder / file).write_bytes(pickle.dumps({b"data": rows, b"labels": y.tolist()}))
    return arrays
