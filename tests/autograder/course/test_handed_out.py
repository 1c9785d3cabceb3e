"""What goes back: marks by task, links to sections, archives for bulk upload; and what waits for a person."""

import json
import re
import zipfile

import pytest
from exports import packed
from tiny_course import (
    CONFIG,
    HALF,
    HEADER,
    RIGHT,
    SETUP,
    SQUARE,
    WRONG,
    answer,
    code,
    hand_in,
    plain_grader,
    test_cell,
    write_set,
)
from typer.testing import CliRunner

from autograder.cli import app
from autograder.course.collect import collect
from autograder.course.errors import CourseError
from autograder.course.folders import open_course
from autograder.course.release import release
from autograder.grading.run import grade
from autograder.records import Settings
from autograder.report.bulk import pack
from autograder.report.feedback import feedback
from autograder.report.todo import todo

SOURCE = (
    HEADER
    + code("setup", SETUP, locked=True)
    + "\n## Task 1: Squares (3 points)\n\nSee <https://example.org/book#squares>.\n"
    + code("square", SQUARE, solution=True)
    + test_cell("test-square", "# 2 points: positive numbers.\nassert square(3) == 9\n", 2)
    + test_cell(
        "test-sign",
        "# 1 point: negative numbers.\n### BEGIN HIDDEN TESTS\n"
        "assert square(-7) == 49, 'sign lost'\n### END HIDDEN TESTS\n",
        1,
    )
    + "\n## Task 2: Halves\n"
    + code("half", HALF, solution=True)
    + test_cell("test-half", "assert half(8) == 4\n", 3)
)


def run(course, *words: str):
    command = ["--course", str(course.root.parent), *map(str, words)]
    return CliRunner().invoke(app, command, env={"COLUMNS": "200"})


def graded(course):
    return grade(course, "tiny", Settings(jail="none"), grader=plain_grader)


@pytest.fixture
def tasks(folder):
    write_set(folder, "tiny", SOURCE)
    course = open_course(folder)
    release(course, "tiny")
    hand_in(course, "anna", answer(course, WRONG), time="2026-02-01 22:30:00 UTC")
    graded(course)
    return course


def page_of(course, config: str = "") -> str:
    (course.root.parent / "nbgrader_config.py").write_text(CONFIG + config, encoding="utf-8")
    again = open_course(course.root.parent)
    feedback(again, "tiny")
    return (again.path("feedback", "tiny", "anna") / "tiny.html").read_text("utf-8")


def test_marks_stand_by_task_with_what_each_test_is_about(tasks):
    made = page_of(tasks)
    table = made[made.index("<tbody>") : made.index("</tbody>")]
    words = ("Task 1: Squares", "positive numbers", "negative numbers", "Task 2: Halves", "test-half")
    places = [table.index(each) for each in words]
    assert places == sorted(places)
    assert "2 / 3" in table
    assert 'href="https://example.org/book#squares"' in table


def test_the_settings_say_where_a_task_is_explained(tasks):
    made = page_of(
        tasks, 'c.Autograder.sections = {"half": "https://example.org/halves", "tiny": "javascript:x"}\n'
    )
    assert 'href="https://example.org/halves"' in made
    assert "javascript" not in made


def test_the_time_of_the_hand_in_stands_on_the_page(tasks):
    assert "handed in 2026-02-01 23:30 (Europe/Berlin)" in page_of(
        tasks, 'c.Autograder.timezone = "Europe/Berlin"\n'
    )


@pytest.mark.parametrize(("detail", "shown"), [("hints", False), ("full", True)])
def test_hidden_tests_stand_on_the_page_only_if_the_course_says_so(tasks, detail, shown):
    text = f'c.Autograder.show_hidden_messages = False\nc.Autograder.feedback = "{detail}"\n'
    made = page_of(tasks, text)
    assert ("assert square(-7) == 49" in re.sub(r"<[^>]+>", "", made)) == shown
    assert ("# The hidden tests of this cell ran here." not in re.sub(r"<[^>]+>", "", made)) == shown


def test_moodle_and_canvas_take_the_pages_back_under_their_own_names(released, tmp_path):
    book = json.dumps(answer(released, RIGHT)).encode()
    folders = {
        "moodle": "Ann Ray_71_assignsubmission_file_/my.ipynb",
        "canvas": "rayann_101_5001_my_work-1.ipynb",
    }
    expected = {
        "moodle": "Ann Ray_71_assignsubmission_file_/tiny.html",
        "canvas": "rayann_101_5001_my_work-1.html",
    }
    for layout, name in folders.items():
        collect(released, "tiny", packed(tmp_path, {name: book}))
        graded(released)
        feedback(released, "tiny")
        done = pack(released, "tiny", layout, tmp_path / "back.zip")
        with zipfile.ZipFile(tmp_path / "back.zip") as archive:
            assert archive.namelist() == [expected[layout]]
            assert b"<!DOCTYPE html>" in archive.read(expected[layout])
        assert 0 < done.largest < 300_000
    assert done.left_out == ["71"]  # Moodle's, whom Canvas does not know


def test_pages_of_students_for_mail_or_web(tasks, tmp_path):
    feedback(tasks, "tiny")
    pack(tasks, "tiny", "pages", tmp_path / "x.zip")
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        assert archive.namelist() == ["anna/tiny.html"]


def test_what_cannot_be_packed_is_told(tasks, tmp_path):
    for layout, told in (
        ("moodle", "was not collected from an export of moodle"),
        ("ilias", "Received: --zip ilias"),
    ):
        feedback(tasks, "tiny")
        with pytest.raises(CourseError, match=told):
            pack(tasks, "tiny", layout, tmp_path / "x.zip")
    assert not (tmp_path / "x.zip").exists()


def test_the_command_packs_what_it_wrote(tasks, tmp_path):
    told = run(tasks, "feedback", "tiny", "--zip", "pages", "--file", tmp_path / "x.zip")
    assert told.exit_code == 0
    assert "Packed the pages of 1 student" in told.output
    assert run(tasks, "feedback", "tiny", "--zip", "canvas").exit_code == 2


def test_what_waits_for_a_person_is_listed_set_by_set(released):
    for student in ("anna", "bert", "cleo"):
        hand_in(released, student, answer(released, RIGHT))
    hand_in(released, "dora", "{")
    assert "not graded yet" in run(released, "todo").output
    graded(released)
    with released.gradebook() as gradebook:
        for student, by_hand in (("anna", None), ("bert", None), ("cleo", 2.0)):
            grade_ = gradebook.find_grade("test-half", "tiny", "tiny", student)
            grade_.auto_score, grade_.manual_score = None, by_hand
        gradebook.db.commit()
    found = todo(released)
    assert [(each.cell, each.students, each.done) for each in found.waiting] == [
        ("test-half", ("anna", "bert"), 1)
    ]
    assert list(found.failed["tiny"]) == ["dora"]
    told = run(released, "todo")
    assert told.exit_code == 1
    assert "2 marks of 1 set to give by hand" in told.output
    assert json.loads(run(released, "todo", "tiny", "--json").stdout)["waiting"][0]["students"] == [
        "anna",
        "bert",
    ]


def test_nothing_waits(released):
    hand_in(released, "anna", answer(released, RIGHT))
    graded(released)
    told = run(released, "todo")
    assert (told.exit_code, told.output.strip()) == (0, "Nothing waits.")
