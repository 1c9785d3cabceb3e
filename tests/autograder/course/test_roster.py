"""The list of the students: every system's is read, and what comes in is named by it."""

import json

import made_class
import pytest
from exports import packed
from made_class import CLASS, EXPORTS, LISTS
from typer.testing import CliRunner

from autograder.cli import app
from autograder.course.collect import collect
from autograder.course.errors import CourseError
from autograder.course.roster.enter import enter
from autograder.course.roster.kept import path_of, read_known

NAMED = {
    "canvas": "canvas",
    "moodle": "moodle",
    "blackboard": "blackboard",
    "brightspace": "gradescope",
    "gradescope": "gradescope",
    "github": "github",
}
"""The list with which each system's export is read here."""
TWINS = ("user01", "user02", CLASS[0].sis, CLASS[1].sis)
"""Two students of one name."""


def file_of(folder, data: bytes, name: str = "list.csv"):
    path = folder / name
    path.write_bytes(data)
    return path


def students(course) -> dict[str, tuple[str, str, str]]:
    with course.gradebook() as gradebook:
        return {s.id: (s.first_name, s.last_name, s.email or "") for s in gradebook.students}


def run(course, *words: str):
    return CliRunner().invoke(
        app, ["--course", str(course.root.parent), *map(str, words)], env={"COLUMNS": "200"}
    )


@pytest.mark.parametrize("system", LISTS)
def test_every_systems_list_fills_the_gradebook(released, tmp_path, system):
    write, kind = LISTS[system]
    entered = enter(released, file_of(tmp_path, write()))
    assert entered.system == system
    assert entered.refused == []
    assert sorted(entered.new) == sorted(getattr(student, kind) for student in CLASS)
    found = students(released)
    for student in CLASS:
        first, last, _ = found[getattr(student, kind)]
        if system != "github":
            assert (first, last) == (student.first, student.last)
    again = enter(released, file_of(tmp_path, write()))
    assert (again.new, again.changed) == ([], [])
    assert len(again.unchanged) == len(CLASS)


def test_canvas_numbers_are_nbgraders_own(released, tmp_path):
    enter(released, file_of(tmp_path, made_class.canvas()))
    with released.gradebook() as gradebook:
        assert {s.id: s.lms_user_id for s in gradebook.students} == {s.login: s.lms for s in CLASS}


def test_the_column_of_the_ids_can_be_said(released, tmp_path):
    enter(released, file_of(tmp_path, made_class.canvas()), "SIS User ID")
    assert sorted(students(released)) == sorted(student.sis for student in CLASS)
    with pytest.raises(CourseError, match="--id Nonsense"):
        enter(released, file_of(tmp_path, made_class.canvas()), "Nonsense")


def test_a_second_list_adds_to_the_first_and_renames_nobody(released, tmp_path):
    enter(released, file_of(tmp_path, made_class.blackboard()))
    entered = enter(released, file_of(tmp_path, made_class.gradescope()))
    assert entered.new == []
    assert sorted(students(released)) == sorted(student.login for student in CLASS)
    assert students(released)["user03"][2] == "user03@uni.example"


def test_a_list_removes_nobody_and_says_who_is_not_on_it(released, tmp_path):
    enter(released, file_of(tmp_path, made_class.plain()))
    entered = enter(released, file_of(tmp_path, b"id,last_name\nuser01,Ray\n"))
    assert len(students(released)) == len(CLASS)
    assert entered.absent == sorted(s.login for s in CLASS if s.login != "user01")
    assert students(released)["user01"][0] == "Ann"


def test_a_dry_run_changes_nothing(released, tmp_path):
    entered = enter(released, file_of(tmp_path, made_class.plain()), dry_run=True)
    assert len(entered.new) == len(CLASS)
    assert students(released) == {}
    assert not path_of(released).exists()


REFUSED = {
    "no column of ids": (b"Name,Mark\nAnn,3\n", "--id COLUMN"),
    "empty": (b"", "empty"),
    "a workbook": (b"PK\x03\x04xl", "Save it as CSV"),
    "nobody": (b"id,name\n", "a line for each student"),
    "the same twice": (b"id,name\na,Ann\na,Bert\n", "lines 2 and 3 are one student"),
    "no extension": (b"id,extension\na,soon\n", "Received: soon"),
    "differ in case": (b"id\nann\nAnn\n", "differ in case"),
}


@pytest.mark.parametrize("fault", REFUSED)
def test_what_is_no_list_is_refused_and_nothing_changes(released, tmp_path, fault):
    data, told = REFUSED[fault]
    path = file_of(tmp_path, data)
    with pytest.raises(CourseError) as caught:
        enter(released, path)
    assert told in str(caught.value)
    assert students(released) == {}


def test_a_line_that_cannot_be_taken_is_named_and_the_others_are(released, tmp_path):
    path = file_of(tmp_path, b"id,name\n.hidden,Ann Ray\nbert,Bert Lee\n,Cleo Day\n")
    told = run(released, "roster", path)
    assert told.exit_code == 1
    assert "line 2 (Ann Ray): its id begins with a dot" in told.output
    assert "line 4 (Cleo Day): its id is empty" in told.output
    assert list(students(released)) == ["bert"]


def test_the_list_is_shown(released, tmp_path):
    run(released, "roster", file_of(tmp_path, made_class.canvas()))
    run(released, "roster", file_of(tmp_path, b"id,extension tiny\nuser05,2 days\n"))
    told = run(released, "roster").output
    assert "30 students" in told
    assert "Jörg Müller" in told
    assert "tiny: 2 days" in told
    people = json.loads(run(released, "roster", "--json").stdout)
    assert len(people) == len(CLASS)


@pytest.mark.parametrize("system", EXPORTS)
def test_collect_names_people_by_the_list(released, tmp_path, system):
    write, kind = LISTS[NAMED[system]]
    enter(released, file_of(tmp_path, write()))
    collected = collect(released, "tiny", packed(tmp_path, EXPORTS[system](released)))
    everybody = {getattr(student, kind) for student in CLASS}
    # Moodle's numbers say nothing, and two students have one name: neither gets the other's work.
    expected = everybody - set(TWINS) if system == "moodle" else everybody
    assert set(collected.students) == expected
    work = made_class.notebooks(released)
    for student in CLASS:
        if (id := getattr(student, kind)) in expected:
            assert (released.path("submitted", "tiny", id) / "tiny.ipynb").read_bytes() == work[student.login]
    assert collected.absent == sorted(everybody - expected)


def test_moodles_worksheet_tells_namesakes_apart(released, tmp_path):
    enter(released, file_of(tmp_path, made_class.moodle()))
    enter(released, file_of(tmp_path, made_class.moodle_worksheet()))
    collected = collect(released, "tiny", packed(tmp_path, made_class.moodle_export(released)))
    assert set(collected.students) == {student.sis for student in CLASS}
    assert collected.complete


def test_a_number_and_a_name_of_two_students_are_nobodys(released, tmp_path):
    enter(released, file_of(tmp_path, b"id,name\n7,Bert Lee\n8,Anna Ray\n"))
    files = {
        "Anna Ray_7_assignsubmission_file_/tiny.ipynb": b'{"cells": []}',
        "Bert Lee_9_assignsubmission_file_/tiny.ipynb": b"{}",
    }
    collected = collect(released, "tiny", packed(tmp_path, files))
    assert collected.students == ("7",)
    assert "its name that of 8" in str(collected.missed[0])


def test_what_two_students_are_called_names_neither(released, tmp_path):
    enter(released, file_of(tmp_path, b"id,login\nanna,same\nbert,same\ncleo,own\n"))
    files = {"same/tiny.ipynb": b"{}", "own/tiny.ipynb": b"{}"}
    collected = collect(released, "tiny", packed(tmp_path, files))
    assert collected.students == ("cleo",)
    assert "has same" in str(collected.missed[0])


def test_a_damaged_note_on_the_students_is_told(released, tmp_path):
    enter(released, file_of(tmp_path, made_class.plain()))
    path_of(released).write_text("{", "utf-8")
    with pytest.raises(CourseError, match=r"roster\.json"):
        read_known(released)
