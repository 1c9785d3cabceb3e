"""A class of broken and unlucky submissions, graded in one run: marks, reasons, pages and neighbours."""

import json

import broken
import pytest
from broken import CASES, FULL, SOURCE, right
from rows import rows

from autograder.course.folders import open_course
from autograder.course.release import release
from autograder.grading.run import grade
from autograder.records import Settings
from autograder.report.export import export
from autograder.report.feedback import feedback
from autograder.report.marks import submissions_of
from autograder.sandbox.jail import facts

NEIGHBOURS = ("0 first", "zz last")


def student(name):
    return CASES[name].student or name


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    folder = tmp_path_factory.mktemp("broken")
    source = folder / "source/mixed"
    (source / "data").mkdir(parents=True)
    (source / "mixed.ipynb").write_text(json.dumps(SOURCE), encoding="utf-8")
    (source / "data/table.csv").write_text("1,2\n", encoding="utf-8")
    (source / "notes.txt").write_text("the instructor's\n", encoding="utf-8")
    made = open_course(folder)
    release(made, "mixed")
    for name, case in CASES.items():
        place = made.path("submitted", "mixed", student(name))
        place.mkdir(parents=True)
        case.hand_in(place)
    for name in NEIGHBOURS:
        broken.named("mixed.ipynb")(made.path("submitted", "mixed", name))
    return made


@pytest.fixture(scope="module")
def settings():
    jail = "auto" if facts.candidates("auto") else "none"
    return Settings(jail=jail, cell_seconds=20, memory_megabytes=768)


@pytest.fixture(scope="module")
def done(course, settings):
    """What became of each submission, by student."""
    return {each.student: each for each in grade(course, "mixed", settings, workers=2)}


@pytest.fixture(scope="module")
def marks(course, done):
    """Marks by student and cell."""
    found = rows(course, "mixed")
    return {
        who: {name: row[0] for name, row in found[who]["books"]["mixed"]["grades"].items()} for who in found
    }


@pytest.mark.parametrize("name", CASES)
def test_each_gets_its_marks(name, marks, done):
    case, each = CASES[name], done[student(name)]
    assert each.status == case.status, each.reason
    assert marks[student(name)] == case.marks, each.cells
    said = " ".join([each.reason, *each.notes])
    for word in case.words:
        assert word in said
    assert bool(each.reason) == (case.status == "failed")


def test_the_neighbours_are_graded(marks, done):
    assert [done[name].status for name in NEIGHBOURS] == ["graded"] * 2
    assert [marks[name] for name in NEIGHBOURS] == [FULL] * 2
    assert set(done) == {*map(student, CASES), *NEIGHBOURS}


def test_each_has_a_page_a_line_and_what_was_said(course, done, tmp_path):
    failed = []
    pages = feedback(course, "mixed", lambda who, reason: failed.append((who, reason)))
    assert not failed
    assert len(pages) == len(done)
    export(course, "mixed", tmp_path / "marks.csv")
    told = {each.student: each for each in submissions_of(course, "mixed")}
    assert set(told) == set(done)
    for who, each in done.items():
        assert bool(told[who].problem) == (each.status == "failed")
        page = course.path("feedback", "mixed", who) / "mixed.html"
        assert ("could not be graded" in page.read_text(encoding="utf-8")) == (each.status == "failed")


def test_the_next_run_grades_only_what_failed(course, done, settings):
    again = {each.student: each.status for each in grade(course, "mixed", settings, workers=2)}
    failed = {who for who, each in done.items() if each.status == "failed"}
    assert {who for who, status in again.items() if status == "failed"} == failed
    assert {status for who, status in again.items() if who not in failed} == {"unchanged"}


def test_the_right_notebook_is_right(marks):
    assert right()["cells"]
    assert marks[NEIGHBOURS[0]] == FULL
