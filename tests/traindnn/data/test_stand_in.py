"""The stand-in: the same images everywhere, in any size and order, and a cache that may fail."""

import hashlib
import os
import subprocess
import sys

import numpy as np
import pytest
from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

from traindnn.data import stand_in
from traindnn.data.catalog import SPECS, spec_of
from traindnn.data.checks import DataError
from traindnn.data.randomness import balanced_labels, bells, uniforms
from traindnn.data.sources import locate

NAMES = list(stand_in.DRAWERS)


@pytest.fixture
def no_cache(monkeypatch):
    monkeypatch.setenv("TRAINDNN_CACHE", "off")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("part", ["train", "test"])
def test_images_have_the_form_of_the_real_ones(name, part, no_cache):
    images, labels = stand_in.draw(name, part, np.arange(120))
    assert (images.shape, images.dtype) == ((120, *SPECS[name].image_shape), np.uint8)
    assert (labels.shape, labels.dtype) == ((120,), np.int64)
    assert np.bincount(labels).tolist() == [12] * 10
    assert images.max() - images.min() > 200


@pytest.mark.parametrize("name", NAMES)
def test_an_image_is_the_same_in_any_company(name, no_cache, monkeypatch):
    many, labels = stand_in.draw(name, "train", np.arange(700))
    few, _ = stand_in.draw(name, "train", np.arange(30))
    np.testing.assert_array_equal(few, many[:30])
    order = np.random.default_rng(0).permutation(700)[:90]
    monkeypatch.setattr(stand_in, "BATCH", 7)
    mixed, mixed_labels = stand_in.draw(name, "train", order)
    np.testing.assert_array_equal(mixed, many[order])
    np.testing.assert_array_equal(mixed_labels, labels[order])


@pytest.mark.parametrize("name", NAMES)
def test_a_plainer_processor_draws_the_same(name, no_cache):
    """Another process, in which NumPy does without the vector instructions that differ between machines."""
    program = (
        "import hashlib, numpy as np; from traindnn.data import stand_in;"
        f"print(hashlib.sha256(stand_in.draw({name!r}, 'test', np.arange(200))[0]).hexdigest())"
    )
    vector = [feature for feature in __cpu_dispatch__ if __cpu_features__[feature]]
    environment = {**os.environ, "NPY_DISABLE_CPU_FEATURES": " ".join(vector)}
    command = [sys.executable, "-W", "ignore", "-c", program]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    images, _ = stand_in.draw(name, "test", np.arange(200))
    assert done.stdout.strip() == hashlib.sha256(images).hexdigest()


@pytest.mark.parametrize("name", NAMES)
def test_no_image_comes_twice(name, no_cache):
    images = np.concatenate([stand_in.draw(name, part, np.arange(300))[0] for part in ("train", "test")])
    assert len(np.unique(images.reshape(600, -1), axis=0)) == 600


@pytest.mark.parametrize("name", NAMES)
def test_the_last_image_of_the_real_set_can_be_drawn(name, no_cache):
    last = np.array([SPECS[name].sizes["train"] - 1])
    image, _ = stand_in.draw(name, "train", last)
    assert image.std() > 1


def cached_files(folder):
    return sorted(folder.rglob("*.npz"))


@pytest.mark.parametrize("name", NAMES)
def test_the_cache_is_used(name, tmp_path):
    index = np.arange(20)
    drawn, _ = stand_in.draw(name, "train", index)
    [file] = cached_files(tmp_path / "cache")
    np.savez(file, images=255 - drawn)
    again, _ = stand_in.draw(name, "train", index)
    np.testing.assert_array_equal(again, 255 - drawn)


@pytest.mark.parametrize(
    "damage",
    [
        lambda file: file.write_bytes(b""),
        lambda file: file.write_bytes(file.read_bytes()[:-40]),
        lambda file: file.write_bytes(file.read_bytes()[:900] + b"?" + file.read_bytes()[901:]),
        lambda file: np.savez(file, other=np.zeros(3)),
        lambda file: np.savez(file, images=np.zeros((20, 32, 31, 3), np.uint8)),
        lambda file: np.savez(file, images=np.zeros((20, 32, 32, 3), np.float32)),
        lambda file: file.write_bytes(b"\x93NUMPY broken"),
    ],
    ids=["empty", "cut off", "a wrong byte", "no images", "other shape", "other dtype", "no zip"],
)
def test_a_broken_cache_file_is_drawn_anew(damage, tmp_path):
    index = np.arange(20)
    drawn, _ = stand_in.draw("cifar10", "train", index)
    [file] = cached_files(tmp_path / "cache")
    damage(file)
    again, _ = stand_in.draw("cifar10", "train", index)
    np.testing.assert_array_equal(again, drawn)
    assert np.load(file)["images"].shape == (20, 32, 32, 3)


def test_requests_do_not_share_a_cache_file(tmp_path):
    for index in ([0, 1, 2], [2, 1, 0], [0, 1]):
        stand_in.draw("cifar10", "train", np.array(index))
    stand_in.draw("cifar10", "test", np.array([0, 1, 2]))
    assert len(cached_files(tmp_path / "cache")) == 4


def test_images_of_another_drawer_are_not_recalled(tmp_path, monkeypatch):
    stand_in.draw("cifar10", "train", np.arange(3))
    monkeypatch.setattr(stand_in, "code_digest", lambda: "of changed code")
    stand_in.draw("cifar10", "train", np.arange(3))
    assert len(cached_files(tmp_path / "cache")) == 2


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path, monkeypatch, capfd):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("TRAINDNN_CACHE", str(tmp_path / "file"))
    images, _ = stand_in.draw("cifar10", "train", np.arange(5))
    assert images.shape == (5, 32, 32, 3)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("draw", [uniforms, bells])
def test_numbers_depend_on_key_image_and_place_alone(draw):
    numbers = draw("key", np.arange(50), 40)
    np.testing.assert_array_equal(draw("key", np.array([7, 3]), 12), numbers[[7, 3], :12])
    assert not np.array_equal(draw("other", np.arange(50), 40), numbers)


def test_numbers_have_the_moments_of_their_distribution():
    n = 200 * 500
    flat, bell = uniforms("u", np.arange(200), 500), bells("b", np.arange(200), 500)
    for numbers, mean, variance in ((flat, 0.5, 1 / 12), (bell, 0, 1)):
        assert abs(numbers.mean(dtype=float) - mean) < 5 * (variance / n) ** 0.5
        assert abs(numbers.var(dtype=float) / variance - 1) < 5 * (2 / n) ** 0.5
    assert 0 <= flat.min() <= flat.max() < 1


def test_neighbouring_images_have_unrelated_numbers():
    numbers = uniforms("u", np.arange(2000), 20) - 0.5
    correlation = np.abs((numbers[1:, :, None] * numbers[:-1, None, :]).mean(axis=0) * 12)
    assert correlation.max() < 5 / 2000**0.5


def test_every_ten_images_show_every_class_in_some_order():
    labels = balanced_labels("key", np.arange(1000)).reshape(100, 10)
    assert (np.sort(labels, axis=1) == np.arange(10)).all()
    assert len(np.unique(labels, axis=0)) == 100


@pytest.mark.parametrize(("value", "drawn"), [("0", False), ("no", False), ("1", True), (None, True)])
def test_drawings_can_be_forbidden(monkeypatch, tmp_path, value, drawn):
    monkeypatch.setenv("TRAINDNN_DOWNLOAD", "0")
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.delenv("TRAINDNN_DATA", raising=False)
    if value is not None:
        monkeypatch.setenv("TRAINDNN_STAND_IN", value)
    if drawn:
        assert locate(spec_of("cifar10")) == ("stand-in", [])
    else:
        with pytest.raises(DataError, match="Expected CIFAR-10"):
            locate(spec_of("cifar10"))
