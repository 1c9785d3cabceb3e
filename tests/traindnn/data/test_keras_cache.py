"""Keras's files are read without Keras, and without running what they might hold."""

import gzip
import pickle

import numpy as np
import pytest

from traindnn import data
from traindnn.data import keras_cache
from traindnn.data.keras_cache import FOLDERS

from .tiny import TINY, write_batches, write_idx

WRITERS = {"fashion_mnist": write_idx, "cifar10": write_batches}
PLACES = [(name, folder) for name, folders in FOLDERS.items() for folder in folders]


@pytest.mark.parametrize(("name", "folder"), PLACES)
def test_both_sets_are_found_where_keras_puts_them(name, folder, tmp_path):
    written = WRITERS[name](tmp_path / folder)
    files = keras_cache.cached_files(TINY[name], tmp_path)
    read = keras_cache.read_files(files, TINY[name])
    for key, array in written.items():
        np.testing.assert_array_equal(read[key], array)


@pytest.mark.parametrize(("name", "folder"), PLACES)
def test_a_set_with_a_file_missing_is_not_in_the_cache(name, folder, tmp_path):
    WRITERS[name](tmp_path / folder)
    keras_cache.cached_files(TINY[name], tmp_path)[-1].unlink()
    assert keras_cache.cached_files(TINY[name], tmp_path) == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no gzip",
        gzip.compress(b""),
        gzip.compress(b"\0\0\x08\x01\0\0\0\x63short"),
        gzip.compress(bytes(99))[:-5],
    ],
    ids=["empty", "text", "nothing inside", "too short", "cut off"],
)
def test_a_damaged_idx_file_is_named(content, tmp_path):
    file = tmp_path / "train-images-idx3-ubyte.gz"
    file.write_bytes(content)
    with pytest.raises(data.DataError, match=r"gzipped IDX file of bytes. Received.*Delete it") as caught:
        keras_cache.read_idx(file)
    assert str(file) in str(caught.value)


class Harmful:
    def __reduce__(self):
        return (print, ("this ran",))


@pytest.mark.parametrize(
    "content",
    [b"", b"text", pickle.dumps({}), pickle.dumps(Harmful())],
    ids=["empty", "text", "no images", "code"],
)
def test_a_damaged_batch_is_named_and_runs_nothing(content, tmp_path, capsys):
    file = tmp_path / "data_batch_1"
    file.write_bytes(content)
    with pytest.raises(data.DataError, match="batch of CIFAR-10") as caught:
        keras_cache.read_batch(file)
    assert str(file) in str(caught.value)
    assert capsys.readouterr().out == ""


def test_the_name_that_old_batches_use_for_numpy_is_understood(tmp_path):
    rows = np.arange(2 * 3072, dtype=np.uint8).reshape(2, 3072)
    content = pickle.dumps({b"data": rows, b"labels": [3, 4]}, protocol=2)
    file = tmp_path / "data_batch_1"
    file.write_bytes(content.replace(b"numpy._core.multiarray", b"numpy.core.multiarray"))
    images, labels = keras_cache.read_batch(file)
    assert images[0, 0, 1].tolist() == rows[0, [1, 1025, 2049]].tolist()
    assert labels.tolist() == [3, 4]


def test_other_batches_than_the_published_ones_are_told(tmp_path):
    write_batches(tmp_path / FOLDERS["cifar10"][0])
    assert not keras_cache.has_published_checksums(keras_cache.cached_files(TINY["cifar10"], tmp_path))


def test_a_home_that_cannot_be_written_is_replaced_as_keras_does(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    assert keras_cache.datasets_folder() == tmp_path / "datasets"
    monkeypatch.setattr(keras_cache.os, "access", lambda *_: False)
    monkeypatch.setattr(keras_cache.tempfile, "gettempdir", lambda: "/spare")
    assert keras_cache.datasets_folder().as_posix() == "/spare/.keras/datasets"
