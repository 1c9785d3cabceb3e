"""The first source that has a set is used, and the record says which."""

import os
import subprocess
import sys

import numpy as np
import pytest

from traindnn import data
from traindnn.data.catalog import SPECS

from .tiny import write_batches, write_idx, write_npz

REAL = os.environ.get("TRAINDNN_DATA")
SIZES = {"train": 4, "validation": 3, "test": 2}


@pytest.fixture
def everywhere(tiny_sets, tmp_path, monkeypatch):
    """Both sets in the folder and in Keras's cache."""
    for name in tiny_sets:
        write_npz(tmp_path / "folder", name)
    write_idx(tmp_path / "keras/datasets/fashion-mnist")
    write_batches(tmp_path / "keras/datasets/cifar-10-batches-py")
    monkeypatch.setenv("TRAINDNN_DATA", str(tmp_path / "folder"))
    return tmp_path


@pytest.mark.parametrize("name", SPECS)
def test_folder_then_keras(name, everywhere):
    assert data.load(name).source.kind == "folder"
    (everywhere / "folder" / f"{name}.npz").unlink()
    assert data.load(name).source.kind == "keras"


def test_what_nobody_has_is_drawn_or_is_an_error():
    assert data.load("cifar10", **SIZES).source.kind == "stand-in"
    assert data.load("fashion_mnist", **SIZES).source.kind == "package"
    with pytest.raises(
        data.DataError, match=r"Fashion-MNIST.*Received: neither.*at most train=6000, .*seed=0"
    ):
        data.load("fashion_mnist")


BOTH = [(name, kind) for name in SPECS for kind in ("folder", "keras")]


@pytest.mark.parametrize(("name", "kind"), [*BOTH, ("cifar10", "stand-in")])
def test_a_source_can_be_insisted_on(name, kind, everywhere):
    images = data.load(name, **SIZES, source=kind)
    assert images.source.kind == kind
    assert [len(images.y_train), len(images.y_val), len(images.y_test)] == [4, 3, 2]
    assert images.x_val.shape == (3, *SPECS[name].image_shape)
    assert images.class_names == SPECS[name].class_names


def test_every_source_gives_the_same_subset(everywhere):
    folder, keras = (data.load("cifar10", **SIZES, seed=3, source=kind) for kind in ("folder", "keras"))
    np.testing.assert_array_equal(folder.x_train, keras.x_train)
    assert folder.source.sha256 == keras.source.sha256


def test_other_images_are_not_called_the_published_ones(everywhere):
    for name in SPECS:
        source = data.load(name).source
        assert source.exact is False
        assert "differs" in source.describe()


def test_the_published_order_without_a_checksum_is_left_open(tiny_sets, tmp_path, monkeypatch):
    labels = np.resize(np.array(SPECS["cifar10"].first_labels, np.uint8), 20)
    write_npz(tmp_path, "cifar10", y_train=labels)
    monkeypatch.setenv("TRAINDNN_DATA", str(tmp_path))
    source = data.load("cifar10").source
    assert source.exact is None
    assert "could not be compared" in source.describe()


def test_the_stand_in_says_that_it_is_one():
    source = data.load("cifar10", **SIZES).source
    assert (source.kind, source.exact, source.path) == ("stand-in", False, None)
    assert source.describe().startswith("Stand-in for CIFAR-10")
    assert source.describe().count(".") == 1


def test_there_is_no_stand_in_where_images_may_be_shipped():
    with pytest.raises(
        data.DataError, match=r"Expected a set that is drawn.* cifar10\. Received: Fashion-MNIST"
    ):
        data.load("fashion_mnist", **SIZES, source="stand-in")


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"name": "mnist"}, "Expected `name` to be 'fashion_mnist' or 'cifar10'. Received: name='mnist'"),
        (
            {"source": "web"},
            "Expected `source` to be 'folder', .* or 'stand-in', or None. Received: source='web'",
        ),
        ({"train": 0}, "Expected `train` to be a whole number from 1 to 42000, or None.* Received: train=0"),
        ({"train": 42_001}, "Received: train=42001"),
        (
            {"validation": 0.5},
            "Expected `validation` to be a whole number from 1 to 18000.* Received: validation=0.5",
        ),
        ({"test": True}, "Expected `test` to be a whole number from 1 to 10000.* Received: test=True"),
        ({"seed": -1}, "Expected `seed` to be a whole number, 0 or more. Received: seed=-1"),
        ({"seed": None}, "Received: seed=None"),
    ],
)
def test_a_wrong_argument_is_named(arguments, text):
    with pytest.raises(ValueError, match=text):
        data.load(**{"name": "fashion_mnist", **arguments})


def test_a_folder_that_is_not_there_is_an_error(monkeypatch, tmp_path):
    monkeypatch.setenv("TRAINDNN_DATA", str(tmp_path / "typo"))
    with pytest.raises(data.DataError, match=r"Expected a folder.*: TRAINDNN_DATA=.*typo'. .* unset it"):
        data.load("cifar10")


@pytest.mark.parametrize("set_variable", [False, True])
def test_insisting_on_a_folder_without_the_file_is_an_error(set_variable, monkeypatch, tmp_path):
    if set_variable:
        monkeypatch.setenv("TRAINDNN_DATA", str(tmp_path))
    with pytest.raises(data.DataError, match=r"Expected CIFAR-10 .* no such file, path=.*cifar10.npz, TR"):
        data.load("cifar10", source="folder")


def test_insisting_on_keras_without_a_network_is_an_error(tmp_path):
    with pytest.raises(data.DataError, match=r"Expected Fashion-MNIST in .*keras/datasets, .*Received"):
        data.load("fashion_mnist", source="keras")


def test_the_fingerprint_changes_with_the_images(everywhere):
    before = data.fingerprint()
    assert data.fingerprint() == before
    write_npz(everywhere / "folder", "cifar10", x_test=np.zeros((10, 32, 32, 3), np.uint8))
    after = data.fingerprint()
    assert after["cifar10"] != before["cifar10"]
    assert after["fashion_mnist"] == before["fashion_mnist"]


@pytest.mark.parametrize("kind", ["folder", "keras"])
def test_the_fingerprint_names_the_source(kind, everywhere):
    assert all(text.startswith(f"{kind}:") for text in data.fingerprint(source=kind).values())


def test_the_fingerprint_of_what_is_always_there_asks_no_network(monkeypatch):
    monkeypatch.setattr(data.sources, "_downloaded", lambda *_: pytest.fail("asked for a download"))
    assert data.fingerprint(["fashion_mnist"])["fashion_mnist"].startswith("package:")
    assert data.fingerprint(["cifar10"], source="stand-in")["cifar10"].startswith("stand-in:")


def test_loading_the_stand_in_needs_no_keras():
    program = (
        "import sys; from traindnn import data; data.load('cifar10', train=1, validation=1, test=1);"
        "assert not {'keras', 'tensorflow', 'matplotlib'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.skipif(not REAL, reason="the real sets are not on this machine (TRAINDNN_DATA is not set)")
def test_the_published_fashion_mnist_is_recognized(monkeypatch):
    monkeypatch.setenv("TRAINDNN_DATA", REAL)
    source = data.load("fashion_mnist", **SIZES).source
    assert source.exact is True
    assert "checksum verified" in source.describe()
