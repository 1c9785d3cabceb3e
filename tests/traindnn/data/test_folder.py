"""An .npz file is read as it is meant, or refused with a text that helps."""

import numpy as np
import pytest

from traindnn import data
from traindnn.data.checks import digest
from traindnn.data.folder import read_npz

from .tiny import TINY, arrays_of, write_npz

SPEC = TINY["fashion_mnist"]
X, Y = arrays_of("fashion_mnist")["x_train"], arrays_of("fashion_mnist")["y_train"]


@pytest.mark.parametrize("name", TINY)
@pytest.mark.parametrize("column", [False, True], ids=["flat labels", "labels in a column"])
def test_images_and_labels_come_back(name, column, tmp_path):
    written = arrays_of(name, column)
    read = read_npz(write_npz(tmp_path, name, **written), TINY[name])
    for key, array in written.items():
        np.testing.assert_array_equal(read[key], array.reshape(read[key].shape))
    assert read["x_train"].dtype == np.uint8
    assert (read["y_train"].shape, read["y_train"].dtype) == ((20,), np.int64)


def test_digest_depends_on_content_and_not_on_form():
    flat, column = arrays_of("cifar10"), arrays_of("cifar10", column=True)
    wide = {key: array.astype(np.int64) if key[0] == "y" else array for key, array in flat.items()}
    assert digest(flat) == digest(column) == digest(wide)
    flat["x_test"][-1, -1, -1, -1] ^= 1
    assert digest(flat) != digest(column)


WRONG = {
    "missing array": ({"y_test": None}, "without y_test"),
    "other shape": ({"x_train": X[:, :14]}, r"\(20, 28, 28\).*Received: shape \(20, 14, 28\)"),
    "too few images": (
        {"x_train": X[:7], "y_train": Y[:7]},
        r"\(20, 28, 28\).*Received: shape \(7, 28, 28\)",
    ),
    "other dtype": ({"x_train": X / 255.0}, "dtype uint8. Received: .*dtype float64"),
    "lengths differ": ({"y_train": Y[:-1]}, r"20 whole-number labels.*Received: shape \(19,\)"),
    "labels as numbers with a point": ({"y_train": Y * 1.0}, "whole-number labels.*dtype float64"),
    "labels one-hot": ({"y_train": np.eye(10, dtype=np.uint8)[Y]}, r"Received: shape \(20, 10\)"),
    "label too large": ({"y_train": Y + 1}, "labels from 0 to 9 in y_train. Received: labels from 1 to 10"),
    "label negative": ({"y_train": Y.astype(int) - 1}, "Received: labels from -1 to 8"),
    "Python objects": ({"y_train": Y.astype(object)}, "cannot be read"),
}


@pytest.mark.parametrize(("changes", "text"), WRONG.values(), ids=WRONG)
def test_a_wrong_array_is_named_with_what_was_expected(changes, text, tmp_path):
    path = write_npz(tmp_path, "fashion_mnist", **changes)
    with pytest.raises(data.DataError, match=text) as caught:
        read_npz(path, SPEC)
    assert_helpful(caught.value, path)


DAMAGE = {
    "empty": lambda raw: b"",
    "cut in half": lambda raw: raw[: len(raw) // 2],
    "last byte lost": lambda raw: raw[:-1],
    "an error page": lambda raw: b"<html>404 not found</html>",
    "a flipped pixel": lambda raw: raw[:2000] + bytes([raw[2000] ^ 255]) + raw[2001:],
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_file_is_named(damage, tmp_path):
    path = write_npz(tmp_path, "fashion_mnist")
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(data.DataError, match=r"an .npz file with the arrays x_train") as caught:
        read_npz(path, SPEC)
    assert_helpful(caught.value, path)


def test_a_damaged_compressed_file_is_named(tmp_path):
    path = tmp_path / "fashion_mnist.npz"
    np.savez_compressed(path, **arrays_of("fashion_mnist"))
    raw = bytearray(path.read_bytes())
    raw[300:340] = bytes(40)
    path.write_bytes(raw)
    with pytest.raises(data.DataError) as caught:
        read_npz(path, SPEC)
    assert_helpful(caught.value, path)


def assert_helpful(error, path):
    """The text names the file, what was expected, what was found and what to do; no other error trails it."""
    text = str(error)
    assert text.startswith("Expected ")
    assert text.index("Received: ") < text.index(f", path={path}. ") < text.index("Replace the file")
    assert error.__suppress_context__ or error.__context__ is None
