"""The images that come with the package are those that a subset of the whole set holds."""

import os
from pathlib import Path

import numpy as np
import pytest

from traindnn import data
from traindnn.data import folder, package_images
from traindnn.data.catalog import FASHION_MNIST
from traindnn.lab import profile

REAL = os.environ.get("TRAINDNN_DATA")
PARTS = ("x_train", "y_train", "x_val", "y_val", "x_test", "y_test")


def test_the_quick_profile_asks_for_no_more():
    assert {
        part: getattr(profile.QUICK, part) for part in ("train", "validation", "test")
    } == package_images.SIZES
    assert data.load("fashion_mnist", **package_images.SIZES).source.kind == "package"


@pytest.mark.parametrize(
    "sizes",
    [
        {"train": 6_001, "validation": 1, "test": 1},
        {"train": 1, "validation": 2_001, "test": 1},
        {"train": 1, "validation": 1, "test": 2_001},
        {"train": 1, "validation": 1, "test": 1, "seed": 7},
        {"train": 10, "validation": None, "test": 10},
    ],
)
def test_what_is_not_there_is_not_made_up(sizes):
    with pytest.raises(data.DataError, match="source='package'"):
        data.load("fashion_mnist", **sizes, source="package")
    with pytest.raises(data.DataError, match="TRAINDNN_DATA, or ask for"):
        data.load("fashion_mnist", **sizes)


def test_the_form_is_that_of_the_set_and_subsets_are_nested():
    few = data.load("fashion_mnist", train=30, validation=20, test=10)
    many = data.load("fashion_mnist", train=300, validation=200, test=100)
    for part, n in zip(PARTS, (30, 30, 20, 20, 10, 10), strict=True):
        assert len(getattr(few, part)) == n
        np.testing.assert_array_equal(getattr(few, part), getattr(many, part)[:n])
    assert (few.x_train.shape, few.x_train.dtype, few.y_train.dtype) == ((30, 28, 28), np.uint8, np.int64)
    assert few.source.exact
    assert few.source.describe().startswith("Fashion-MNIST, published images")


def test_all_classes_are_there_about_as_often():
    counts = np.bincount(data.load("fashion_mnist", **package_images.SIZES).y_train, minlength=10)
    # Drawn from ten classes of one size: 600 each, with a standard deviation of at most 23.
    assert np.abs(counts - 600).max() < 4 * 23.3


def test_the_licence_lies_beside_the_images():
    text = (package_images.FILE.parent / "LICENSE-fashion-mnist.txt").read_text("utf-8")
    assert "MIT License" in text
    assert "Zalando SE" in text


@pytest.mark.parametrize("damage", ["changed", "cut off", "gone"])
def test_a_damaged_file_is_an_error_that_says_what_to_do(damage, tmp_path, monkeypatch):
    file = tmp_path / "fashion_mnist.npz"
    if damage == "changed":
        arrays = dict(np.load(package_images.FILE))
        arrays["x_test"][0, 0, 0] += 1
        np.savez(file, **arrays)
    elif damage == "cut off":
        file.write_bytes(package_images.FILE.read_bytes()[:-100])
    monkeypatch.setattr(package_images, "FILE", file)
    monkeypatch.setattr(package_images, "_arrays", package_images._arrays.__wrapped__)
    with pytest.raises(data.DataError, match="Install the package anew"):
        data.load("fashion_mnist", train=1, validation=1, test=1)


def test_another_set_is_not_packed():
    with pytest.raises(data.DataError, match="Expected the published Fashion-MNIST"):
        package_images.chosen_from(
            {
                f"{axis}_{part}": np.zeros((10, 28, 28), np.uint8)
                for axis in "xy"
                for part in ("train", "test")
            }
        )


@pytest.mark.skipif(not REAL, reason="the real sets are not on this machine (TRAINDNN_DATA is not set)")
def test_they_are_the_ones_that_the_whole_set_gives_bit_for_bit(monkeypatch):
    here = data.load("fashion_mnist", **package_images.SIZES)
    made = package_images.chosen_from(folder.read_npz(Path(REAL, "fashion_mnist.npz"), FASHION_MNIST))
    assert package_images.content(made) == package_images.SHA256
    monkeypatch.setenv("TRAINDNN_DATA", REAL)
    whole = data.load("fashion_mnist", **package_images.SIZES)
    assert (here.source.kind, whole.source.kind) == ("package", "folder")
    for part in PARTS:
        np.testing.assert_array_equal(getattr(here, part), getattr(whole, part))
