"""Control groups are used where this user may have them, and missed nowhere.

A folder stands for the kernel's file system of groups: made the same way, it keeps what is written to it.
"""

import os
from pathlib import Path

import pytest

from autograder.sandbox import cgroups
from autograder.sandbox.protocol import Limits

LIMITS = Limits(memory_megabytes=100, file_megabytes=10, processes=5)


@pytest.fixture
def parent(tmp_path, monkeypatch):
    """A group in which groups can be made; they get the parent's controllers, as in the kernel."""
    make, drop = os.mkdir, os.rmdir

    def made(path, *rest, **further):
        make(path, *rest, **further)
        if Path(path).is_relative_to(tmp_path):
            (Path(path) / "cgroup.controllers").write_text((tmp_path / "cgroup.subtree_control").read_text())

    def dropped(path, **further):
        if Path(path).is_relative_to(tmp_path):
            for file in Path(path).iterdir():
                if file.is_dir():
                    raise OSError("not empty")
                file.unlink()
        drop(path, **further)

    monkeypatch.setattr(os, "mkdir", made)
    monkeypatch.setattr(os, "rmdir", dropped)
    monkeypatch.setattr(cgroups, "_parents", lambda: [tmp_path])
    (tmp_path / "cgroup.subtree_control").write_text("cpu memory pids")
    return tmp_path


def test_a_group_has_the_limits_of_a_submission(parent):
    groups = cgroups.Groups.find()
    group = groups.make(LIMITS)
    folder = group._folder
    assert folder.parent.parent == parent
    assert int((folder / "memory.max").read_text()) >= 100 << 20
    assert (folder / "memory.swap.max").read_text() == "0"
    assert int((folder / "pids.max").read_text()) == 6
    assert not group.ran_out_of_memory()
    (folder / "memory.events").write_text("low 0\noom 1\noom_kill 3\n")
    assert group.ran_out_of_memory()


def test_groups_are_removed_when_their_processes_have_ended(parent):
    groups = cgroups.Groups.find()
    first = groups.make(LIMITS)
    groups.make(LIMITS)
    assert first._folder.exists(), "its process may not have joined yet"
    first.over = True
    groups.make(LIMITS)
    assert not first._folder.exists()
    groups.close()
    assert [path.name for path in parent.iterdir()] == ["cgroup.subtree_control"]


def test_what_a_killed_grader_left_is_removed(parent):
    stale, living = parent / "autograder-999999999-x", parent / f"autograder-{os.getpid()}-x"
    (stale / "1").mkdir(parents=True)
    living.mkdir()
    cgroups.Groups.find().close()
    assert not stale.exists()
    assert living.exists()


@pytest.mark.parametrize("given", ["", "memory", "cpu pids"])
def test_without_the_controllers_there_are_none(parent, given):
    (parent / "cgroup.subtree_control").write_text(given)
    assert cgroups.Groups.find() is None
    assert not cgroups.available()
    assert [path.name for path in parent.iterdir()] == ["cgroup.subtree_control"]


def test_without_a_place_there_are_none(monkeypatch, tmp_path):
    monkeypatch.setattr(cgroups, "_parents", lambda: [tmp_path / "missing"])
    assert cgroups.Groups.find() is None
    monkeypatch.setattr(cgroups, "_parents", list)
    assert cgroups.Groups.find() is None


def test_a_group_that_the_kernel_refuses_is_done_without(parent, monkeypatch):
    groups = cgroups.Groups.find()

    def refuse(*path, **further):
        raise OSError("no")

    monkeypatch.setattr(os, "mkdir", refuse)
    assert groups.make(LIMITS) is None
