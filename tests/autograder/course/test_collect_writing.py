"""The earlier submission, or the new one: whole, whatever happens while they change places."""

import errno
import os
import shutil
import stat
from pathlib import Path

import exports
import pytest
from exports import packed, spread

from autograder.course import files
from autograder.course.collect import collect, write
from autograder.course.errors import CourseError

OLD, NEW = b'{"cells": []}', b'{"cells": [1]}'


@pytest.fixture
def handed_in(released, tmp_path):
    """Anna's submission, handed in once."""
    collect(released, "tiny", packed(tmp_path, {"anna/tiny.ipynb": OLD, "anna/old.py": b"1"}))
    return released.path("submitted", "tiny", "anna")


def outcomes(collected):
    return [(row.student, row.outcome) for row in collected.rows]


@pytest.mark.parametrize("system", exports.WRITERS)
def test_collecting_twice_changes_nothing_and_says_so(released, tmp_path, system):
    write_export, _ = exports.WRITERS[system]
    origin = packed(
        tmp_path, write_export({"anna": {"tiny.ipynb": OLD, "a.py": b"1"}, "bert": {"tiny.ipynb": NEW}})
    )
    assert [word for _, word in outcomes(collect(released, "tiny", origin))] == ["new", "new"]
    root = released.path("submitted", "tiny", "x").parents[1]
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*")}
    assert [word for _, word in outcomes(collect(released, "tiny", origin))] == ["unchanged", "unchanged"]
    assert {path: path.stat().st_mtime_ns for path in root.rglob("*")} == before


@pytest.mark.parametrize(
    "export",
    [{"anna/tiny.ipynb": NEW}, {"anna/tiny.ipynb": OLD}, {"anna/tiny.ipynb": OLD, "anna/old.py": b"2"}],
)
def test_a_new_submission_replaces_the_whole_of_the_earlier(released, tmp_path, handed_in, export):
    assert outcomes(collect(released, "tiny", packed(tmp_path, export))) == [("anna", "replaced")]
    found = {f"anna/{path.name}": path.read_bytes() for path in handed_in.iterdir()}
    assert found == export


@pytest.mark.parametrize("step", ["build", "put"])
def test_the_earlier_stays_if_the_disk_is_full(released, tmp_path, handed_in, monkeypatch, step):
    def full(*args):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(write, step, full)
    collected = collect(released, "tiny", packed(tmp_path, {"anna/tiny.ipynb": NEW, "bert/tiny.ipynb": NEW}))
    assert collected.students == ()
    assert [str(missed) for missed in collected.missed] == [
        "anna: No space left on device",
        "bert: No space left on device",
    ]
    assert (handed_in / "tiny.ipynb").read_bytes() == OLD
    assert (handed_in / "old.py").read_bytes() == b"1"
    assert [path.name for path in handed_in.parents[1].iterdir()] == ["anna"]


@pytest.mark.parametrize("at_once", [True, False])
def test_the_earlier_stays_if_the_exchange_fails(released, tmp_path, handed_in, monkeypatch, at_once):
    rename = Path.rename

    def failing(self, target):
        if self.name == "draft":
            raise OSError(errno.EIO, "disk")
        return rename(self, target)

    monkeypatch.setattr(files, "_exchange_at_once", lambda one, other: False)
    monkeypatch.setattr(Path, "rename", failing)
    collected = collect(released, "tiny", packed(tmp_path, {"anna/tiny.ipynb": NEW}))
    assert "disk" in str(collected.missed[0])
    assert (handed_in / "tiny.ipynb").read_bytes() == OLD
    assert [path.name for path in handed_in.parent.iterdir()] == ["tiny"]


@pytest.mark.parametrize("at_once", [True, False])
def test_two_folders_change_places(tmp_path, monkeypatch, at_once):
    if not at_once:
        monkeypatch.setattr(files, "_exchange_at_once", lambda one, other: False)
    one, other = tmp_path / "one", tmp_path / "sub" / "other"
    for path in (one, other):
        path.mkdir(parents=True)
        (path / "name").write_text(path.name, encoding="utf-8")
    files.exchange(one, other)
    assert (one / "name").read_text(encoding="utf-8") == "other"
    assert (other / "name").read_text(encoding="utf-8") == "one"
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["name", "name", "one", "other", "sub"]


def test_what_an_interrupted_call_left_is_removed(released, tmp_path, handed_in):
    left = handed_in.parents[1] / ".collect-abc" / "0"
    left.mkdir(parents=True)
    collect(released, "tiny", packed(tmp_path, {"anna/tiny.ipynb": NEW}))
    assert not left.exists()


def test_two_calls_at_a_time_are_refused(released, tmp_path, handed_in):
    import fcntl

    handle = os.open(handed_in.parents[1], os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        with pytest.raises(CourseError, match="another call"):
            collect(released, "tiny", packed(tmp_path, {"anna/tiny.ipynb": NEW}))
    finally:
        os.close(handle)


def test_a_link_in_the_place_of_a_submission_is_replaced_and_not_followed(released, tmp_path, handed_in):
    elsewhere = tmp_path / "elsewhere"
    shutil.move(handed_in, elsewhere)
    handed_in.symlink_to(elsewhere)
    collect(released, "tiny", packed(tmp_path, {"anna/tiny.ipynb": NEW}))
    assert not handed_in.is_symlink()
    assert (handed_in / "tiny.ipynb").read_bytes() == NEW
    assert (elsewhere / "tiny.ipynb").read_bytes() == OLD


@pytest.mark.parametrize(("shared", "modes"), [(False, (0o755, 0o644)), (True, (0o2775, 0o664))])
def test_permissions_are_the_courses(released, tmp_path, shared, modes):
    released.config.CourseDirectory.groupshared = shared
    collect(released, "tiny", packed(tmp_path, {"anna/tiny.ipynb": NEW, "anna/data/x.csv": b"1"}))
    folder = released.path("submitted", "tiny", "anna")
    for path in (folder, *folder.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == modes[path.is_file()]


def test_the_courses_own_folder_can_be_collected_from(released, tmp_path, handed_in):
    collected = collect(released, "tiny", handed_in.parents[1])
    assert outcomes(collected) == [("anna", "unchanged")]


def test_the_origin_is_left_as_it_is(released, tmp_path):
    origin = spread(tmp_path, {"anna/tiny.ipynb": NEW, "anna/work.zip": exports.archive({"x": b"1"})})
    before = {path: path.stat().st_mtime_ns for path in origin.rglob("*")}
    collect(released, "tiny", origin)
    assert {path: path.stat().st_mtime_ns for path in origin.rglob("*")} == before


def test_a_folder_that_cannot_be_made_is_told(released, tmp_path):
    root = released.path("submitted", "tiny", "x").parents[1]
    root.write_text("a file", encoding="utf-8")
    with pytest.raises(CourseError, match="cannot be written"):
        collect(released, "tiny", packed(tmp_path, {"anna.ipynb": NEW}))
