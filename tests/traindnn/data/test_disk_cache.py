"""Arrays kept on disk: whole or not there, and never in the way."""

import numpy as np
import pytest

from traindnn.data import disk_cache

ARRAYS = {"b": np.arange(2000.0).reshape(20, 100), "a": np.array([[1, 2]], np.uint8)}


def same(found, expected):
    return list(found) == list(expected) and all(
        np.array_equal(found[name], array) and found[name].dtype == array.dtype
        for name, array in expected.items()
    )


def everything_in(folder):
    return sorted(path.name for path in folder.rglob("*"))


def test_what_is_kept_is_recalled_in_its_order(tmp_path):
    file = tmp_path / "below" / "arrays.npz"
    disk_cache.keep(file, ARRAYS)
    assert same(disk_cache.recall(file), ARRAYS)
    assert everything_in(tmp_path) == ["arrays.npz", "below"]


def test_what_was_not_kept_is_not_recalled(tmp_path):
    assert disk_cache.recall(tmp_path / "arrays.npz") is None


def test_without_a_file_nothing_is_kept(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    disk_cache.keep(None, ARRAYS)
    assert disk_cache.recall(None) is None
    assert everything_in(tmp_path) == []


def as_npy(file):
    with file.open("wb") as stream:
        np.save(stream, np.zeros(3))


@pytest.mark.parametrize(
    "damage",
    [
        lambda file: file.write_bytes(b""),
        lambda file: file.write_bytes(file.read_bytes()[:-40]),
        lambda file: file.write_bytes(file.read_bytes()[:900] + b"?" + file.read_bytes()[901:]),
        lambda file: file.write_bytes(b"\x93NUMPY broken"),
        as_npy,
        lambda file: np.savez(file, objects=np.array([{}], object)),
    ],
    ids=["empty", "cut off", "a wrong byte", "no zip", "one array, no archive", "Python objects"],
)
def test_a_damaged_file_counts_as_missing_and_can_be_replaced(damage, tmp_path):
    file = tmp_path / "arrays.npz"
    disk_cache.keep(file, ARRAYS)
    damage(file)
    assert disk_cache.recall(file) is None
    disk_cache.keep(file, ARRAYS)
    assert same(disk_cache.recall(file), ARRAYS)


def test_a_folder_that_cannot_be_made_is_done_without(tmp_path, capfd):
    (tmp_path / "file").write_text("in the way")
    disk_cache.keep(tmp_path / "file" / "arrays.npz", ARRAYS)
    assert disk_cache.recall(tmp_path / "file" / "arrays.npz") is None
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("step", ["np.savez", "os.replace"])
def test_a_writing_that_fails_leaves_the_old_file_and_nothing_else(step, tmp_path, monkeypatch):
    file = tmp_path / "arrays.npz"
    disk_cache.keep(file, ARRAYS)

    def full(path, *_, **__):
        if step == "np.savez":
            path.write_bytes(b"half a file")
        raise OSError("No space left on device")

    monkeypatch.setattr(f"traindnn.data.disk_cache.{step}", full)
    disk_cache.keep(file, {"b": np.zeros(3)})
    assert same(disk_cache.recall(file), ARRAYS)
    assert everything_in(tmp_path) == ["arrays.npz"]


def test_the_name_appears_only_when_the_file_is_complete(tmp_path, monkeypatch):
    file, savez, seen = tmp_path / "arrays.npz", np.savez, []

    def watched(path, **arrays):
        savez(path, **arrays)
        seen.append(file.exists())

    monkeypatch.setattr("traindnn.data.disk_cache.np.savez", watched)
    disk_cache.keep(file, ARRAYS)
    assert seen == [False]
    assert file.exists()


@pytest.mark.parametrize(
    ("variables", "folder"),
    [
        ({"TRAINDNN_CACHE": "off"}, None),
        ({"TRAINDNN_CACHE": "/there"}, "/there"),
        ({"TRAINDNN_CACHE": "", "XDG_CACHE_HOME": "/caches"}, "/caches/traindnn"),
    ],
)
def test_the_place_of_the_cache(variables, folder, monkeypatch):
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    found = disk_cache.cache_folder()
    assert found == folder if folder is None else found.as_posix() == folder
