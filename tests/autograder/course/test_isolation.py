"""One submission never stops another: whatever is raised with one of three, at whichever step."""

import asyncio
import errno
import json
import shutil
import sqlite3

import pytest
import sqlalchemy.exc
from rows import rows
from tiny_course import RIGHT, answer, hand_in, plain_grader

from autograder.course.folders import open_course
from autograder.grading import ledger as ledger_module
from autograder.grading import run as run_module
from autograder.grading.gradebook import Writer
from autograder.grading.isolation import STEPS, Done, Failed, isolated
from autograder.grading.jobs import JobFactory
from autograder.grading.journal import Journal
from autograder.grading.run import grade
from autograder.records import Settings
from autograder.report import marks
from autograder.report.export import export
from autograder.report.feedback import feedback
from autograder.report.marks import submissions_of
from autograder.sandbox.channel import Gone, Late, Malformed
from autograder.sandbox.processes import JailMissing

STUDENTS = ("anna", "bert", "cleo")
ERRORS = [
    ValueError("odd value"),
    KeyError("cells"),
    RuntimeError("broken pipe"),
    AssertionError(),
    StopIteration("next"),
    StopAsyncIteration(),
    RecursionError("maximum recursion depth exceeded"),
    MemoryError(),
    SystemError("bad argument"),
    NotImplementedError(),
    JailMissing("the warm process has ended"),
    Gone("the other side has ended"),
    Late("no answer in time"),
    Malformed("not a message"),
    GeneratorExit(),
    asyncio.CancelledError(),
    BaseException("base"),
    ExceptionGroup("several", [ValueError("one"), TypeError("two")]),
    BaseExceptionGroup("several", [GeneratorExit()]),
    OSError(errno.ENOSPC, "No space left on device", "/somewhere"),
    OSError(errno.ENAMETOOLONG, "File name too long", "x" * 300),
    OSError(errno.EIO, "Input/output error"),
    PermissionError(errno.EACCES, "Permission denied", "tiny.ipynb"),
    FileNotFoundError(errno.ENOENT, "No such file", "gone"),
    BrokenPipeError(),
    TimeoutError(),
    UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed"),
    UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"),
    json.JSONDecodeError("Expecting value", "", 0),
    sqlite3.OperationalError("database is locked"),
    sqlite3.IntegrityError("UNIQUE constraint failed"),
    sqlalchemy.exc.IntegrityError("INSERT", {}, ValueError("UNIQUE constraint failed")),
    sqlalchemy.exc.DataError("INSERT", {}, ValueError("too long")),
    sqlalchemy.exc.OperationalError("INSERT", {}, sqlite3.OperationalError("disk I/O error")),
]


class Unprintable(Exception):
    """Its text cannot be had."""

    def __str__(self) -> str:
        raise RuntimeError("no text")


ERRORS.append(Unprintable())
NAMES = [f"{type(error).__name__}-{number}" for number, error in enumerate(ERRORS)]


def raising(monkeypatch, place, name, error, picks):
    """Have a function raise where its arguments are about bert."""
    real = getattr(place, name)

    def function(*args, **options):
        if picks(*args):
            raise error
        return real(*args, **options)

    monkeypatch.setattr(place, name, function)


PLACES = {
    "read": (JobFactory, "job", lambda factory, student: student == "bert"),
    "grade": (run_module, "grade_for_test", lambda submitted, source: b"bert" in submitted),
    "keep": (Journal, "finish", lambda journal, entry: entry.student == "bert"),
    "enter": (
        Writer,
        "write",
        lambda writer, outcomes, *more: any(outcome.student == "bert" for outcome in outcomes),
    ),
    "write": (
        ledger_module,
        "write_autograded",
        lambda course, name, student, *more: student == "bert",
    ),
    "settle": (Journal, "settle", lambda journal, entry: entry.student == "bert"),
}


@pytest.fixture(scope="module")
def handed_in(released_once, tmp_path_factory):
    """A course with three right submissions, each with its student's name in it, not graded."""
    folder = tmp_path_factory.mktemp("three")
    shutil.copytree(released_once.parent, folder, dirs_exist_ok=True)
    course = open_course(folder)
    for student in STUDENTS:
        notebook = answer(course, RIGHT)
        notebook["cells"].append(
            {"cell_type": "markdown", "metadata": {}, "source": f"I am {student}.", "id": "last"}
        )
        hand_in(course, student, notebook)
    return folder


@pytest.fixture
def klass(handed_in, tmp_path):
    shutil.copytree(handed_in, tmp_path / "copy")
    return open_course(tmp_path / "copy")


@pytest.fixture(scope="module")
def undisturbed(handed_in, tmp_path_factory):
    """The rows of a run without a fault."""
    folder = tmp_path_factory.mktemp("undisturbed")
    shutil.copytree(handed_in, folder, dirs_exist_ok=True)
    course = open_course(folder)
    graded(course)
    return rows(course)


def grader(submitted, source, *, files):
    return run_module.grade_for_test(submitted, source) or plain_grader(submitted, source, files=files)


def graded(course, **options):
    done = grade(course, "tiny", Settings(), grader=plain_grader, workers=2, **options)
    return {each.student: each for each in done}


@pytest.mark.parametrize("error", ERRORS, ids=NAMES)
@pytest.mark.parametrize("step", PLACES)
def test_what_is_raised_with_one_submission_is_its_own(klass, undisturbed, step, error):
    place, name, picks = PLACES[step]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run_module, "grade_for_test", lambda submitted, source: None, raising=False)
        raising(patch, place, name, error, picks)
        done = {each.student: each for each in grade(klass, "tiny", Settings(), grader=grader, workers=2)}
    assert {student: each.status for student, each in done.items()} == {
        "anna": "graded",
        "bert": "failed",
        "cleo": "graded",
    }
    assert done["bert"].reason
    assert "\n" not in done["bert"].reason
    assert {who: row for who, row in rows(klass).items() if who != "bert"} == {
        who: row for who, row in undisturbed.items() if who != "bert"
    }
    told = {each.student: each for each in submissions_of(klass, "tiny")}
    assert told["bert"].problem
    assert not told["anna"].problem
    again = graded(klass)
    assert again["bert"].status == "graded"
    assert {again["anna"].status, again["cleo"].status} == {"unchanged"}
    assert rows(klass) == undisturbed
    assert not any(each.problem for each in submissions_of(klass, "tiny"))


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(3)])
def test_what_means_the_run_ends_the_run(error):
    def work():
        raise error

    with pytest.raises(type(error)):
        isolated("grade", work)


@pytest.mark.parametrize("step", STEPS)
def test_a_step_gives_its_value_or_the_reason(step):
    assert isolated(step, lambda: 5) == Done(5)
    failed = isolated(step, lambda: 1 / 0)
    assert isinstance(failed, Failed)
    assert failed.reason == f"{STEPS[step]}: ZeroDivisionError: division by zero"


def test_pages_and_export_name_who_could_not_be_graded(klass, tmp_path):
    with pytest.MonkeyPatch.context() as patch:
        raising(patch, JobFactory, "job", OSError(errno.EIO, "Input/output error"), PLACES["read"][2])
        graded(klass)
    pages = feedback(klass, "tiny")
    assert sorted(page.parent.parent.name for page in pages) == list(STUDENTS)
    assert "Input/output error" in klass.path("feedback", "tiny", "bert").joinpath("tiny.html").read_text()
    export(klass, "tiny", tmp_path / "marks.csv")
    line = next(line for line in (tmp_path / "marks.csv").read_text().splitlines() if '"bert"' in line)
    assert "Input/output error" in line


def test_a_student_whom_the_gradebook_refuses_is_named_everywhere(klass, tmp_path):
    folder = klass.path("submitted", "tiny", "bert")
    odd = folder.with_name("tiny").parent.parent / "b\udcffrt" / "tiny"
    shutil.copytree(folder, odd)
    done = graded(klass)
    assert done["b\udcffrt"].status == "failed"
    assert "not in UTF-8" in done["b\udcffrt"].reason
    assert {done[student].status for student in STUDENTS} == {"graded"}
    told = [each for each in submissions_of(klass, "tiny") if each.problem]
    assert [each.student for each in told] == ["b\udcffrt"]
    export(klass, "tiny", tmp_path / "marks.csv")
    assert len((tmp_path / "marks.csv").read_text().splitlines()) == 5
    assert len(feedback(klass, "tiny")) >= 3


def test_the_report_goes_on_past_a_submission_that_it_cannot_show(klass, tmp_path, monkeypatch):
    graded(klass)
    picks = lambda submission, *more: submission.student_id == "bert"  # noqa: E731
    raising(monkeypatch, marks, "_submission", StopIteration(), picks)
    told = {each.student: each.problem for each in submissions_of(klass, "tiny")}
    assert told == {"anna": "", "bert": "it cannot be shown: StopIteration", "cleo": ""}
    export(klass, "tiny", tmp_path / "marks.csv")
    assert len((tmp_path / "marks.csv").read_text().splitlines()) == 4
