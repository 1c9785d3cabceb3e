"""Grading again after a test was mended: whose marks changed, and what stays."""

import json

import pytest
from rows import mark_by_hand, rows
from tiny_course import RIGHT, SOURCE, WRONG, answer, hand_in, plain_grader, write_set
from typer.testing import CliRunner

from autograder.cli import app
from autograder.course.errors import CourseError
from autograder.course.folders import open_course
from autograder.course.release import release
from autograder.grading.journal import Journal
from autograder.grading.run import grade
from autograder.records import Settings
from autograder.report.changes import changes, line, marks_now

MENDED = SOURCE.replace("assert square(-7) == 49", "assert square(7) == 49")
"""The test of `square` without what the answer of `WRONG` fails."""
BOTH = MENDED.replace("assert half(5) == 2.5", "assert half(4) == 2")
PEOPLE = [f"user{number:02}" for number in range(1, 7)]


@pytest.fixture
def klass(released):
    """Students, of whom every second one is wrong, graded."""
    for number, student in enumerate(PEOPLE):
        hand_in(released, student, answer(released, (RIGHT, WRONG)[number % 2]))
    graded(released)
    return released


def graded(course, **options):
    return grade(course, "tiny", Settings(jail="none"), grader=plain_grader, **options)


def mend(course, text: str = MENDED):
    write_set(course.root.parent, "tiny", text)
    again = open_course(course.root.parent)
    release(again, "tiny")
    return again


def scores(course) -> dict[str, tuple[float, float]]:
    grades = {student: row["books"]["tiny"]["grades"] for student, row in rows(course).items()}
    return {student: (found["test-square"][0], found["test-half"][0]) for student, found in grades.items()}


def test_a_mended_test_is_graded_again_and_the_changes_are_told(klass):
    before = marks_now(klass, "tiny")
    course = mend(klass)
    assert {done.status for done in graded(course)} == {"graded"}
    found = changes(before, marks_now(course, "tiny"))
    assert [change.student for change in found] == PEOPLE[1::2]
    assert {(change.before, change.after) for change in found} == {(0.0, 2.0)}
    assert {(cell.cell, cell.before, cell.after) for change in found for cell in change.cells} == {
        ("test-square", 0.0, 2.0)
    }
    said = line(found, before, marks_now(course, "tiny"))
    assert said == "Marks changed for 3 of 6 students: 3 up."


def test_one_cell_alone_leaves_the_others_as_they_were(klass):
    course = mend(klass, BOTH)
    graded(course, cells=["test-square"])
    assert set(scores(course).values()) == {(2.0, 3.0), (2.0, 0.0)}
    # A whole run still finds what the other test gives now.
    assert {done.status for done in graded(course)} == {"graded", "unchanged"}
    assert set(scores(course).values()) == {(2.0, 3.0)}


def test_a_cell_that_alone_has_changed_needs_no_whole_run_afterwards(klass):
    course = mend(klass)
    graded(course, cells=["test-square"])
    assert {done.status for done in graded(course)} == {"unchanged"}


def test_another_cells_mark_of_other_origin_stays(klass):
    with klass.gradebook() as gradebook:
        gradebook.find_grade("test-half", "tiny", "tiny", "user02").auto_score = 1.5
        gradebook.db.commit()
    graded(mend(klass), cells=["test-square"], students=["user02"])
    assert scores(klass)["user02"] == (2.0, 1.5)
    assert scores(klass)["user04"] == (0.0, 0.0)


def test_marks_by_hand_stay(klass):
    mark_by_hand(klass, "user02", "test-square", 1.0, 0.5)
    before = marks_now(klass, "tiny")
    course = mend(klass)
    graded(course)
    after = marks_now(course, "tiny")
    assert rows(course)["user02"]["books"]["tiny"]["grades"]["test-square"][1:3] == (1.0, 0.5)
    assert "user02" not in [change.student for change in changes(before, after)]
    assert "1 mark given by hand stayed." in line(changes(before, after), before, after)


def test_a_cell_of_somebody_new_counts_with_all_others(released):
    hand_in(released, "anna", answer(released, RIGHT))
    graded(released, cells=["test-square"])
    assert scores(released) == {"anna": (2.0, 3.0)}


def test_what_was_finished_and_not_entered_is_entered_for_its_cells(klass, monkeypatch):
    """The gradebook is locked until the next run."""
    from autograder.grading.gradebook import GradebookRefuses, Writer

    course = mend(klass, BOTH)

    def locked(self, outcomes, patience=0.0):
        raise GradebookRefuses("locked")

    with monkeypatch.context() as patch:
        patch.setattr(Writer, "write", locked)
        with pytest.raises(GradebookRefuses):
            graded(course, cells=["test-square"], students=["user02"])
    entry = Journal(course, "tiny").finished()[0]
    assert entry.cells == ("test-square",)


def test_an_unknown_cell_is_refused(klass):
    with pytest.raises(CourseError, match="Did you mean test-square"):
        graded(klass, cells=["test-sqare"])


def test_the_command_shows_whose_marks_changed(klass):
    course = mend(klass)
    command = ["--course", str(course.root.parent), "grade", "tiny", "--changed"]
    told = CliRunner().invoke(app, [*command, "--student", "user02"], env={"COLUMNS": "200"})
    assert told.exit_code == 0, told.output
    assert "test-square 0 → 2" in told.output
    assert "Marks changed for 1 of 6 students: 1 up." in told.output
    again = json.loads(CliRunner().invoke(app, [*command, "--student", "user04", "--json"]).stdout)
    assert again["changes"][0]["after"] == 2.0
    nothing = CliRunner().invoke(app, [*command, "--student", "user02"])
    assert "Marks changed for 0 of 6 students." in nothing.output
