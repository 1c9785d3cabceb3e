"""The checks that every set of arrays passes through before it is used."""

import hashlib
from pathlib import Path

import numpy as np

from traindnn.data.catalog import Spec

KEYS = ("x_train", "y_train", "x_test", "y_test")


class DataError(ValueError):
    """A file or folder of images is not what it should be; the text says what to do."""


def mismatch(where: Path, expected: str, found: str, advice: str) -> DataError:
    """Word a `DataError`: which file, what was expected, what was found, what to do.

    Args:
        where: the file or folder that was looked at.
        expected: what should have been there.
        found: what was there.
        advice: a sentence that says what to do.

    Returns:
        The error, to be raised by the caller.
    """
    return DataError(f"Expected {expected}. Received: {found}, path={where}. {advice}")


def checked(arrays: dict[str, np.ndarray], spec: Spec, where: Path, advice: str) -> dict[str, np.ndarray]:
    """Check the four arrays of a set, and bring the labels to their final form.

    Args:
        arrays: the arrays under the names of `KEYS`; images uint8 ``(n, *spec.image_shape)``,
            labels integer ``(n,)`` or ``(n, 1)``.
        spec: the set that they should be.
        where: the file or folder they come from, for the error.
        advice: what the reader of the error can do.

    Returns:
        The same images, and the labels as int64 ``(n,)``.

    Raises:
        DataError: at the first array with a wrong shape, dtype or label.
    """
    result = {}
    for part, size in spec.sizes.items():
        x, y = arrays[f"x_{part}"], arrays[f"y_{part}"]
        shape = (size, *spec.image_shape)
        if x.shape != shape or x.dtype != np.uint8:
            raise mismatch(where, f"x_{part} of shape {shape} and dtype uint8", _form(x), advice)
        if y.shape not in {(size,), (size, 1)} or y.dtype.kind not in "iu":
            expected = f"y_{part} with {size} whole-number labels, one for each image"
            raise mismatch(where, expected, _form(y), advice)
        last = len(spec.class_names) - 1
        if y.min() < 0 or y.max() > last:
            found = f"labels from {y.min()} to {y.max()}"
            raise mismatch(where, f"labels from 0 to {last} in y_{part}", found, advice)
        result[f"x_{part}"], result[f"y_{part}"] = x, y.reshape(-1).astype(np.int64)
    return result


def _form(array: np.ndarray) -> str:
    return f"shape {array.shape} and dtype {array.dtype}"


def digest(arrays: dict[str, np.ndarray]) -> str:
    """SHA-256 over what the arrays hold, whatever file they came in.

    Labels are counted as bytes (uint8), so that a file with int64 labels or with labels in a
    column has the same digest.

    Args:
        arrays: the arrays under the names of `KEYS`, labels from 0 to 255.

    Returns:
        64 hexadecimal digits.
    """
    sha = hashlib.sha256()
    for key in KEYS:
        sha.update(np.ascontiguousarray(arrays[key], dtype=np.uint8).data)
    return sha.hexdigest()


def is_published(arrays: dict[str, np.ndarray], spec: Spec) -> tuple[str, bool | None]:
    """Compare a set with the published one.

    Args:
        arrays: what `checked` returned.
        spec: the set that they should be.

    Returns:
        The arrays' `digest`, and whether they are the published ones: True or False, or None where
        no checksum is published and nothing speaks against it.
    """
    sha256 = digest(arrays)
    if spec.sha256 is not None:
        return sha256, sha256 == spec.sha256
    same_order = np.array_equal(arrays["y_train"][: len(spec.first_labels)], spec.first_labels)
    return sha256, None if same_order else False
