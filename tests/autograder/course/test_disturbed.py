"""Killed processes, a full disk, a locked gradebook, a clock that jumps: the next run makes up for it.

KILLS sets how many moments are tried; each is drawn anew, and the seed of the draw is in the test's name.
"""

import contextlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from rows import rows
from tiny_course import RIGHT, WRONG, answer, hand_in, plain_grader

from autograder.course import nbgrader_compat
from autograder.course.errors import CourseError
from autograder.course.folders import open_course
from autograder.grading import gradebook as gradebook_module
from autograder.grading.gradebook import GradebookRefuses
from autograder.grading.run import grade
from autograder.records import Settings
from autograder.sandbox.jail import facts

KILLS = int(os.environ.get("KILLS", "4"))
STUDENTS = [f"s{number:02}" for number in range(40)]
ROOT = Path(__file__).parents[3]


def settings():
    return Settings(jail="auto" if facts.candidates("auto") else "none")


@pytest.fixture(scope="module")
def handed_in(released_once, tmp_path_factory):
    folder = tmp_path_factory.mktemp("disturbed")
    shutil.copytree(released_once.parent, folder, dirs_exist_ok=True)
    course = open_course(folder)
    for number, student in enumerate(STUDENTS):
        hand_in(course, student, answer(course, WRONG if number % 3 else RIGHT))
    return folder


def copy_of(folder, to):
    shutil.copytree(folder, to, dirs_exist_ok=True)
    return open_course(to)


@pytest.fixture
def klass(handed_in, tmp_path):
    return copy_of(handed_in, tmp_path / "copy")


@pytest.fixture(scope="module")
def undisturbed(handed_in, tmp_path_factory):
    """The rows of an undisturbed run, and how long it took."""
    course = copy_of(handed_in, tmp_path_factory.mktemp("undisturbed"))
    begin = time.monotonic()
    started(course).wait()
    return rows(course), time.monotonic() - begin


def started(course):
    words = [sys.executable, "-m", "autograder", "grade", "tiny", "--workers", "2"]
    words += ["--jail", settings().jail]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(words, cwd=course.root.parent, env=environment, **quiet)


def descendants(pid):
    """Processes below one, in the order in which they are met."""
    found, left = [], [pid]
    while left:
        try:
            tasks = Path(f"/proc/{left.pop()}/task").iterdir()
            children = [int(child) for task in tasks for child in (task / "children").read_text().split()]
        except OSError:
            continue
        found += children
        left += children
    return found


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(KILLS))
@pytest.mark.parametrize("victim", ["engine", "one of its processes"])
def test_after_a_kill_the_next_run_ends_as_an_undisturbed_one(klass, undisturbed, victim, seed):
    expected, seconds = undisturbed
    draw = random.Random(f"{victim} {seed}")
    process = started(klass)
    try:
        process.wait(draw.uniform(0.2, 1.0) * seconds)
    except subprocess.TimeoutExpired:
        below = descendants(process.pid)
        pid = process.pid if victim == "engine" or not below else draw.choice(below)
        with contextlib.suppress(ProcessLookupError):  # it ended by itself in this very moment
            os.kill(pid, signal.SIGKILL)
    process.wait()
    assert started(klass).wait() == 0
    assert rows(klass) == expected
    assert klass.students("autograded", "tiny") == STUDENTS
    assert not list(klass.path("autograded", "tiny").parent.glob("*/.*"))


class Lock:
    """Another program that holds the gradebook."""

    def __init__(self, course):
        self.connection = sqlite3.connect(
            course.root / "gradebook.db", isolation_level=None, check_same_thread=False
        )

    def __enter__(self):
        self.connection.execute("BEGIN EXCLUSIVE")

    def __exit__(self, *error):
        self.connection.close()


def run(course, grader=plain_grader):
    return {each.student: each.status for each in grade(course, "tiny", Settings(), grader=grader)}


def test_a_gradebook_that_is_locked_at_the_start_is_told(klass, monkeypatch):
    monkeypatch.setattr(nbgrader_compat, "OPEN_SECONDS", 0.01)
    with Lock(klass), pytest.raises(CourseError, match=r"database is locked\. Close the program"):
        run(klass)
    assert set(run(klass).values()) == {"graded"}


def test_a_gradebook_that_is_locked_at_the_end_costs_nothing_that_was_graded(klass, monkeypatch, undisturbed):
    monkeypatch.setattr(gradebook_module, "PATIENCE_SECONDS", 0.01)
    monkeypatch.setattr("autograder.grading.ledger.PATIENCE_SECONDS", 0.01)
    monkeypatch.setattr("autograder.grading.ledger._SHORT_PATIENCE", 0.01)
    lock, calls = Lock(klass), []

    def locking(submitted, source, *, files):
        if not calls:
            lock.__enter__()
        calls.append(1)
        return plain_grader(submitted, source, files=files)

    with pytest.raises(GradebookRefuses, match="locked"):
        run(klass, locking)
    assert len(calls) == len(STUDENTS)
    lock.__exit__()
    assert set(run(klass, grader=unwanted).values()) == {"graded"}
    assert rows(klass) == undisturbed[0]


def unwanted(submitted, source, *, files):
    raise AssertionError("it was graded before")


def test_a_gradebook_that_is_free_again_in_time_is_waited_for(klass, undisturbed):
    lock, calls = Lock(klass), []

    def locking(submitted, source, *, files):
        if not calls:
            lock.__enter__()
            threading.Timer(0.5, lock.__exit__).start()
        calls.append(1)
        return plain_grader(submitted, source, files=files)

    assert set(run(klass, locking).values()) == {"graded"}
    assert rows(klass) == undisturbed[0]


@pytest.fixture
def small_disk(tmp_path):
    """A folder on a disk of its own, of a few megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(words, capture_output=True).returncode:
        pytest.skip("needs root, and leave to mount")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.parametrize("part", [0.0, 0.05, 0.3, 0.7])
def test_a_full_disk_is_told_and_the_next_run_goes_on(handed_in, small_disk, undisturbed, part):
    """``part`` of what a run writes has room."""
    course, free = copy_of(handed_in, small_disk), shutil.disk_usage(small_disk).free
    run(course)
    written = free - shutil.disk_usage(small_disk).free
    shutil.rmtree(course.root)
    course = copy_of(handed_in, small_disk)
    filler = small_disk / "filler"
    with filler.open("wb") as file:
        file.write(b"\1" * (shutil.disk_usage(small_disk).free - int(part * written)))
    try:
        told = "; ".join(each.reason for each in grade(course, "tiny", Settings(), grader=plain_grader))
    except CourseError as error:
        told = str(error)
    assert "space" in told or "disk" in told
    assert "Traceback" not in told
    filler.unlink()
    run(course)
    assert rows(course) == undisturbed[0]
    assert course.students("autograded", "tiny") == STUDENTS


def test_a_clock_that_jumps_changes_nothing(klass, undisturbed, monkeypatch):
    moments = random.Random(0)
    monkeypatch.setattr(time, "time", lambda: moments.uniform(0, 4e9))
    assert set(run(klass).values()) == {"graded"}
    assert rows(klass) == undisturbed[0]
