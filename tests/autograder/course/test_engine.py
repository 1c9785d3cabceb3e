"""Grading a class: the gradebook's rows, what is graded again and what not, and crashes."""

import json
import multiprocessing
import os
import shutil
import signal
from datetime import datetime
from pathlib import Path

import pytest
from nbgrader.converters import Autograde
from rows import PerHour, mark_by_hand, rows, set_due
from tiny_course import RIGHT, WRONG, answer, hand_in, plain_grader

from autograder.course.errors import CourseError
from autograder.course.folders import Course, open_course
from autograder.course.nbgrader_compat import convert
from autograder.grading.gradebook import Writer
from autograder.grading.journal import Journal
from autograder.grading.run import grade
from autograder.records import Settings
from autograder.report.marks import submissions_of

SETTINGS = Settings()
STUDENTS = ("anna", "bert", "cleo", "dora", "emil", "fred")


class Counting:
    """The plain grader; remembers how often it was asked."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, submitted: bytes, source: bytes, *, files: dict[str, bytes]):
        self.calls += 1
        return plain_grader(submitted, source, files=files)


def run(course: Course, grader=plain_grader, **options):
    return {graded.student: graded for graded in grade(course, "tiny", SETTINGS, grader=grader, **options)}


@pytest.fixture
def klass(released) -> Course:
    """Right, wrong, blank, a test edited, an answer deleted, and late."""
    edited = answer(released, WRONG)
    for cell in edited["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "test-square":
            cell["source"] = ["pass\n"]
            cell["metadata"]["nbgrader"]["points"] = 100
    deleted = answer(released, RIGHT)
    deleted["cells"] = [cell for cell in deleted["cells"] if "half(x)" not in "".join(cell["source"])]
    set_due(released, datetime(2026, 1, 1))
    hand_in(released, "anna", answer(released, RIGHT), time="2025-12-31 23:00:00 UTC")
    hand_in(released, "bert", answer(released, WRONG))
    hand_in(released, "cleo", answer(released, {}))
    hand_in(released, "dora", edited)
    hand_in(released, "emil", deleted)
    hand_in(released, "fred", answer(released, RIGHT), time="2026-01-01 02:00:00 UTC")
    released.config.AssignLatePenalties.plugin_class = PerHour
    return released


@pytest.fixture
def plain(klass, tmp_path) -> Course:
    """A copy of the class for nbgrader's own command."""
    other = tmp_path / "plain"
    shutil.copytree(klass.root, other / "course")
    shutil.copy(tmp_path / "nbgrader_config.py", other)
    (other / "solutions").mkdir()
    course = open_course(other)
    course.config.AssignLatePenalties.plugin_class = PerHour
    return course


def stock(course: Course, name: str = "tiny", **options) -> None:
    convert(course, Autograde, course.directory(name), **options)


def test_the_rows_are_those_of_nbgrader_first_and_after_marks_by_hand(klass, plain):
    run(klass)
    stock(plain)
    assert rows(klass) == rows(plain)
    assert rows(klass)["fred"]["books"]["tiny"]["penalty"] == 2
    for course in (klass, plain):
        mark_by_hand(course, "bert", "test-half", 1.5, 0.5)
        set_due(course, datetime(2025, 12, 31, 22, 30))
    run(klass, force=True)
    stock(plain, force=True)
    assert rows(klass) == rows(plain)
    assert rows(klass)["bert"]["score"] == 2.0
    assert rows(klass)["anna"]["books"]["tiny"]["penalty"] == 0.5


def test_the_autograded_folder_is_nbgraders(klass, plain):
    run(klass)
    convert(plain, Autograde, plain.directory("tiny", "[af]*"))
    for student in ("anna", "fred"):
        ours, theirs = (course.path("autograded", "tiny", student) for course in (klass, plain))
        listing = [{p.name: oct(p.stat().st_mode) for p in place.iterdir()} for place in (ours, theirs)]
        assert listing[0] == listing[1]


def test_a_set_of_two_notebooks_with_one_missing(klass, plain):
    for course in (klass, plain):
        folder = course.path("source", "pair")
        folder.mkdir()
        for book in ("one", "two"):
            shutil.copy(course.path("source", "tiny") / "tiny.ipynb", folder / f"{book}.ipynb")
        from autograder.course.release import release

        release(course, "pair")
        target = course.path("submitted", "pair", "anna")
        target.mkdir(parents=True)
        (target / "two.ipynb").write_text(json.dumps(answer(course, RIGHT)), encoding="utf-8")
        (target / "notes.txt").write_text("kept", encoding="utf-8")
    grade(klass, "pair", SETTINGS, grader=plain_grader)
    stock(plain, "pair")
    assert rows(klass, "pair") == rows(plain, "pair")
    assert rows(klass, "pair")["anna"]["books"]["one"]["grades"]["test-half"] == (0, None, None, False)
    place = klass.path("autograded", "pair", "anna")
    assert sorted(path.name for path in place.iterdir()) == ["notes.txt", "two.ipynb"]


def test_what_has_not_changed_is_not_graded_again(klass):
    counting = Counting()
    assert {graded.status for graded in run(klass, counting).values()} == {"graded"}
    assert {graded.status for graded in run(klass, counting).values()} == {"unchanged"}
    assert counting.calls == len(STUDENTS)


@pytest.mark.parametrize("change", ["submission", "timestamp", "source", "settings", "folder", "gradebook"])
def test_what_has_changed_is_graded_again(klass, change):
    run(klass)
    expected = {"bert"}
    if change == "submission":
        hand_in(klass, "bert", answer(klass, RIGHT))
    elif change == "timestamp":
        hand_in(klass, "bert", answer(klass, WRONG), time="2026-02-02 00:00:00 UTC")
    elif change == "source":
        (path,) = klass.notebooks("tiny")
        path.write_text(path.read_text(encoding="utf-8").replace("half rounds", "half"), encoding="utf-8")
        expected = set(STUDENTS)
    elif change == "folder":
        shutil.rmtree(klass.path("autograded", "tiny", "bert"))
    elif change == "gradebook":
        with klass.gradebook() as gradebook:
            gradebook.remove_submission("tiny", "bert")
    settings = Settings(cell_seconds=5) if change == "settings" else SETTINGS
    expected = set(STUDENTS) if change == "settings" else expected
    done = grade(klass, "tiny", settings, grader=plain_grader)
    assert {graded.student for graded in done if graded.status == "graded"} == expected


def test_only_the_students_asked_for_are_graded(klass):
    assert set(run(klass, students=["bert"])) == {"bert"}
    assert set(rows(klass)) == {"bert"}
    with pytest.raises(CourseError, match="Received: zoe"):
        run(klass, students=["zoe"])


def test_an_unreadable_notebook_keeps_nobody_back_and_takes_no_mark(klass):
    run(klass)
    before = rows(klass)["anna"]
    hand_in(klass, "anna", "{")
    hand_in(klass, "zoe", "[1, 2]")
    done = run(klass)
    assert done["anna"].status == done["zoe"].status == "failed"
    assert "not a notebook" in done["anna"].reason
    assert rows(klass)["anna"] == before
    assert rows(klass)["zoe"]["books"]["tiny"]["grades"]["test-half"] == (None, None, None, True)
    assert done["bert"].status == "unchanged"
    assert run(klass)["anna"].status == "failed"


def test_a_submission_without_a_notebook_of_the_set_is_reported(klass):
    path = klass.path("submitted", "tiny", "bert")
    (path / "tiny.ipynb").unlink()
    (path / "essay.ipynb").write_text(json.dumps({"cells": [], "nbformat": 4}), encoding="utf-8")
    done = run(klass)
    assert "no notebook of the problem set was handed in" in done["bert"].reason
    assert "`essay.ipynb`" in done["bert"].reason
    assert rows(klass)["bert"]["books"]["tiny"]["grades"]["test-half"] == (None, None, None, True)


@pytest.mark.parametrize(
    "name",
    ["tiny (1).ipynb", "Tiny.ipynb", "tiny-Copy1.ipynb", "tiny.ipynb.txt", "my work.ipynb", "a/tiny.ipynb"],
)
def test_a_renamed_notebook_is_found_and_told(klass, name):
    path = klass.path("submitted", "tiny", "bert")
    (path / name).parent.mkdir(exist_ok=True)
    (path / "tiny.ipynb").rename(path / name)
    done = run(klass)
    assert done["bert"].status == "graded"
    assert f"`{name}`" in done["bert"].notes[0]
    assert rows(klass)["bert"]["books"]["tiny"]["grades"]["test-half"] == (0, None, None, False)


def test_of_two_copies_neither_counts(klass):
    path = klass.path("submitted", "tiny", "bert")
    (path / "tiny.ipynb").rename(path / "tiny (1).ipynb")
    (path / "tiny (2).ipynb").write_text(json.dumps(answer(klass, RIGHT)), encoding="utf-8")
    done = run(klass)
    assert done["bert"].status == "failed"
    assert "`tiny (1).ipynb`, `tiny (2).ipynb`" in done["bert"].reason
    assert rows(klass)["bert"]["books"]["tiny"]["grades"]["test-half"] == (None, None, None, True)


def test_a_moved_due_date_changes_the_penalties_of_what_is_unchanged(klass):
    run(klass)
    assert rows(klass)["fred"]["books"]["tiny"]["penalty"] == 2
    set_due(klass, datetime(2026, 1, 1, 1))
    done = run(klass)
    assert (done["fred"].status, done["anna"].status) == ("unchanged", "unchanged")
    assert done["fred"].notes == ("the late penalty is now 1 points, it was 2.",)
    assert rows(klass)["fred"]["books"]["tiny"]["penalty"] == 1
    set_due(klass, datetime(2026, 1, 2))
    run(klass)
    assert rows(klass)["fred"]["books"]["tiny"]["penalty"] is None
    assert run(klass)["fred"].notes == ()


def test_a_broken_resubmission_keeps_the_marks_and_says_whose_they_are(klass):
    run(klass)
    before = rows(klass)["bert"]
    hand_in(klass, "bert", "<!DOCTYPE html><title>Log in</title>", time="2026-03-03 00:00:00 UTC")
    done = run(klass)
    assert "not a notebook" in done["bert"].reason
    assert rows(klass)["bert"] == before
    (told,) = [each for each in submissions_of(klass, "tiny") if each.problem]
    assert told.student == "bert"
    assert "its marks are those of an earlier hand-in" in told.problem


STAMPS = {
    "2026-01-01 02:00:00 UTC": 2,
    "2026-01-01 03:00:00 +0100": 2,
    "2026-01-01 03:00:00 +01:00": 2,
    "2026-01-01T03:00:00+0100": 2,
    "2025-12-31 21:00:00 -0500": 2,
    "2026-01-01 04:00:00 CEST": 2,
    "2026-01-01 03:00:00 Europe/Berlin": 2,
    "2026-01-01 02:00:00": 2,
    "2026-01-01T02:00:00Z": 2,
    "\ufeff2026-01-01 02:00:00 UTC": 2,
    "tomorrow": None,
    "2026-13-01 02:00:00": None,
    "2026-01-01 02:00:00 XYZ": None,
    "99999999999999999999": None,
    "\0": None,
}


@pytest.mark.parametrize(("stamp", "penalty"), STAMPS.items(), ids=range(len(STAMPS)))
def test_a_time_stamp_is_read_or_told(klass, stamp, penalty):
    hand_in(klass, "fred", answer(klass, RIGHT), time=stamp)
    fred = run(klass, students=["fred"])["fred"]
    assert rows(klass)["fred"]["books"]["tiny"]["penalty"] == penalty
    assert any("no time" in note for note in fred.notes) == (penalty is None)


def test_a_grader_that_fails_is_reported_for_the_one_submission(klass):
    def failing(submitted: bytes, source: bytes, *, files: dict[str, bytes]):
        if b"abs(x)" in submitted:
            raise RuntimeError("broken pipe")
        return plain_grader(submitted, source, files=files)

    done = run(klass, failing)
    assert "RuntimeError: broken pipe" in done["bert"].reason
    assert done["anna"].status == "graded"


@pytest.mark.parametrize("workers", [1, 3])
def test_the_number_of_workers_changes_nothing(klass, plain, workers):
    run(klass, workers=workers)
    run(plain)
    assert rows(klass) == rows(plain)


STEPS = {
    "while the third is graded": None,
    "before the gradebook is written": (Writer, "write"),
    "after the gradebook was written": (Journal, "settle"),
    "before the autograded folder is there": ("autograder.grading.ledger", "write_autograded"),
    "before a result is safe": (Journal, "finish"),
}


@pytest.mark.parametrize("step", STEPS)
def test_after_a_stop_at_any_moment_the_next_run_goes_on(klass, plain, monkeypatch, step):
    run(plain)
    stop = Stop(2 if step in ("while the third is graded", "before a result is safe") else 0)
    with monkeypatch.context() as patch:
        grader = Counting()
        if STEPS[step] is None:
            patch.setattr(Counting, "__call__", stop.instead_of(Counting.__call__))
        elif isinstance(STEPS[step][0], str):
            patch.setattr(".".join(STEPS[step]), stop.instead_of(shutil.copy))
        else:
            place, name = STEPS[step]
            patch.setattr(place, name, stop.instead_of(getattr(place, name)))
        with pytest.raises(KeyboardInterrupt):
            run(klass, grader)
    again = Counting()
    run(klass, again)
    assert rows(klass) == rows(plain)
    assert klass.students("autograded", "tiny") == list(STUDENTS)
    if step not in ("while the third is graded", "before a result is safe"):
        assert again.calls == 0


class Stop:
    """Stops the run after some calls, as Ctrl-C does."""

    def __init__(self, after: int) -> None:
        self.left = after

    def instead_of(self, function):
        def stopping(*args, **options):
            self.left -= 1
            if self.left < 0:
                raise KeyboardInterrupt
            return function(*args, **options)

        return stopping


def killed(folder: Path, after: int) -> None:
    count = Counting()

    def deadly(submitted: bytes, source: bytes, *, files: dict[str, bytes]):
        if count.calls == after:
            os.kill(os.getpid(), signal.SIGKILL)
        return count(submitted, source, files=files)

    grade(open_course(folder), "tiny", SETTINGS, grader=deadly)


def test_results_finished_before_the_process_is_killed_are_not_lost(klass, tmp_path):
    process = multiprocessing.get_context("fork").Process(target=killed, args=(tmp_path, 4))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    counting = Counting()
    done = run(klass, counting)
    assert counting.calls <= 3
    assert {graded.status for graded in done.values()} == {"graded"}
    assert set(rows(klass)) == set(STUDENTS)


def test_two_runs_at_once_are_refused(klass):
    def nested(submitted: bytes, source: bytes, *, files: dict[str, bytes]):
        with pytest.raises(CourseError, match="being graded by another run"):
            run(klass)
        return plain_grader(submitted, source, files=files)

    assert run(klass, nested)["anna"].status == "graded"


def test_a_source_that_was_not_released_is_refused(klass):
    (path,) = klass.notebooks("tiny")
    path.write_text(path.read_text(encoding="utf-8").replace('"points": 3', '"points": 4'), encoding="utf-8")
    with pytest.raises(CourseError, match="differ from those in the gradebook"):
        run(klass)


def test_links_in_a_submission_are_not_copied(klass, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    (klass.path("submitted", "tiny", "anna") / "data.txt").symlink_to(secret)
    run(klass)
    assert not (klass.path("autograded", "tiny", "anna") / "data.txt").exists()


def test_the_log_has_a_line_for_each_submission(klass):
    run(klass)
    log = (Journal(klass, "tiny").folder / "log.txt").read_text(encoding="utf-8")
    assert [line.split()[2].rstrip(":") for line in sorted(log.splitlines())] == list(STUDENTS)
