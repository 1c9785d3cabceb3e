"""The command: what it prints, its exit status, and a mistake told in one line."""

import csv
import json
import os
import subprocess
import sys
import zipfile

import pytest
from tiny_course import HALF, HEADER, RIGHT, WRONG, answer, code, hand_in, test_cell, write_set
from typer.testing import CliRunner

from autograder.cli import app
from autograder.course.folders import Course, open_course

EXPORTED = ["5.0", "0.0"]


def run(course, *words: str):
    folder = course.root.parent if isinstance(course, Course) else course
    return CliRunner().invoke(app, ["--course", str(folder), *words])


@pytest.fixture
def klass(released):
    hand_in(released, "anna", answer(released, RIGHT))
    hand_in(released, "bert", answer(released, WRONG))
    return released


def test_from_the_source_to_the_marks(course, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "Released tiny: course/release/tiny" in run(course, "release", "tiny").output
    origin = tmp_path / "export.zip"
    with zipfile.ZipFile(origin, "w") as archive:
        archive.writestr("anna.ipynb", json.dumps(answer(course, RIGHT)))
        archive.writestr("bert.ipynb", json.dumps(answer(course, WRONG)))
    assert "Collected 2 submissions" in run(course, "collect", "tiny", "--from", str(origin)).output
    graded = run(course, "grade", "tiny", "--workers", "2")
    assert graded.exit_code == 0, graded.output
    assert "Graded 2 of 2 submissions" in graded.output
    assert "Isolation: " in graded.output
    assert "Wrote 2 pages: course/feedback/<student>/tiny" in run(course, "feedback", "tiny").output
    assert run(course, "export", "tiny", "--cells").exit_code == 0
    with (tmp_path / "tiny.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert [row["score"] for row in rows] == EXPORTED
    assert [row["tiny/test-half"] for row in rows] == ["3.0", "0.0"]
    table = run(course, "report", "tiny").output
    assert "5/5" in table
    assert "test-half" in table


def test_last_terms_course_keeps_its_marks_beside_the_new_one(klass, tmp_path):
    folder, target = klass.root.parent, tmp_path / "marks.csv"
    assert run(folder, "grade", "tiny").exit_code == 0
    old = klass.root.rename(folder / "last-term")
    assert run(folder, "release", "tiny").exit_code == 0
    assert "no graded submission" in run(folder, "report", "tiny").output
    assert run(old, "export", "tiny", "--to", str(target)).exit_code == 0
    assert {row["student_id"] for row in csv.DictReader(target.read_text("utf-8-sig").splitlines())} == {
        "anna",
        "bert",
    }


def test_json_is_all_that_is_printed(klass):
    graded = json.loads(run(klass, "grade", "tiny", "--json").stdout)
    verdicts = {s["student"]: [cell["verdict"] for cell in s["cells"]] for s in graded["submissions"]}
    assert verdicts == {"anna": ["passed", "passed"], "bert": ["failed", "failed"]}
    rows = json.loads(run(klass, "report", "tiny", "--json").stdout)
    assert [row["final"] for row in rows] == [5.0, 0.0]


def test_a_submission_that_cannot_be_graded_shows_in_the_exit_status(klass):
    hand_in(klass, "cleo", "{")
    graded = run(klass, "grade", "tiny")
    assert graded.exit_code == 1
    assert "not graded: cleo: tiny: " in graded.output
    assert "Graded 2 of 3 submissions" in graded.output


def test_grading_again_says_what_was_unchanged(klass):
    run(klass, "grade", "tiny")
    assert "Graded 0, 2 unchanged of 2 submissions" in run(klass, "grade", "tiny").output
    assert "Graded 1 of 1 submission" in run(klass, "grade", "tiny", "--student", "bert", "--force").output


@pytest.mark.slow
def test_another_process_knows_what_was_graded(klass):
    def graded(hash_seed):
        command = [sys.executable, "-m", "autograder", "--course", str(klass.root.parent), "grade", "tiny"]
        env = os.environ | {"PYTHONHASHSEED": hash_seed}
        return subprocess.run(command, env=env, capture_output=True, text=True, timeout=300).stdout

    assert "Graded 2 of 2 submissions" in graded("0")
    for hash_seed in "123":
        assert "Graded 0, 2 unchanged of 2 submissions" in graded(hash_seed)


@pytest.mark.parametrize(("cells", "status"), [(RIGHT, 0), (WRONG, 0), ({}, 1)])
def test_a_student_can_check_a_notebook(released, tmp_path, cells, status):
    path = tmp_path / "mine.ipynb"
    path.write_text(json.dumps(answer(released, cells)), encoding="utf-8")
    checked = CliRunner().invoke(app, ["check", str(path), "--json"])
    assert checked.exit_code == status
    verdicts = [cell["verdict"] for cell in json.loads(checked.stdout)]
    # The visible tests alone: what is wrong in a hidden one passes here.
    assert verdicts == (["passed", "passed"] if cells else ["failed", "failed"])


@pytest.mark.parametrize(
    ("names", "status", "told"),
    [
        (("anna/tiny.ipynb", "bert/tiny.ipynb"), 0, "Collected 2 submissions of tiny (folders): 2 new."),
        (("anna/tiny.ipynb", "bert/essay.pdf"), 1, "1 student not collected"),
        (("anna/tiny.ipynb", "grades.csv"), 1, "passed over: grades.csv"),
        (("[/b]/tiny.ipynb", "a[red]/tiny.ipynb", "=1+1/tiny.ipynb"), 0, "Collected 3 submissions"),
        (("an\x1b[31mna/tiny.ipynb", "bert/tiny.ipynb"), 1, "an\\x1b[31mna"),
        (("anna_1_2_x.ipynb", "b_2_3_x.ipynb", "c.ipynb"), 2, "--layout canvas"),
        (("essay.pdf",), 2, "holds no notebook"),
    ],
)
def test_collect_says_who_was_collected_and_who_was_not(released, tmp_path, names, status, told):
    origin = tmp_path / "export.zip"
    with zipfile.ZipFile(origin, "w") as archive:
        for name in names:
            archive.writestr(name, json.dumps(answer(released, RIGHT)))
    said = run(released, "collect", "tiny", "--from", str(origin))
    assert said.exit_code == status
    assert told in " ".join(said.output.split())
    assert "\x1b" not in said.output
    assert "Traceback" not in said.output


def test_what_was_handed_in_together_lies_together(released, tmp_path):
    origin = tmp_path / "export.zip"
    notebook = answer(released, RIGHT)
    with zipfile.ZipFile(origin, "w") as archive:
        archive.writestr("Ann Ray_7_assignsubmission_file_/tiny.ipynb", json.dumps(notebook))
        archive.writestr("Ann Ray_7_assignsubmission_file_/helper.py", "def square(x):\n    return x * x\n")
    assert run(released, "collect", "tiny", "--from", str(origin)).exit_code == 0
    folder = released.path("submitted", "tiny", "7")
    assert sorted(path.name for path in folder.iterdir()) == ["helper.py", "tiny.ipynb"]


def test_doctor_says_what_encloses_student_code():
    told = CliRunner().invoke(app, ["doctor"])
    assert "bubblewrap" in told.output
    assert told.exit_code == (0 if "Jail: " in told.output else 1)


MISTAKES = {
    "an unknown set": (["grade", "tinny"], "Did you mean tiny?"),
    "nothing submitted": (["grade", "tiny"], "has no submissions"),
    "nothing graded, feedback": (["feedback", "tiny"], "has no graded submission"),
    "nothing graded, report": (["report", "tiny"], "has no graded submission"),
    "no such export": (["collect", "tiny", "--from", "none.zip"], "does not exist"),
    "no bank": (["demo", "tiny"], "has no bank"),
    "no such notebook": (["check", "none.ipynb"], "cannot be read"),
    "no such folder for marks": (["export", "tiny", "--to", "/proc/none/x.csv"], "cannot be written"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_in_one_line(released, mistake):
    words, message = MISTAKES[mistake]
    told = run(released, *words)
    assert told.exit_code == 2
    assert message in told.output
    assert told.output.startswith("error: ")
    assert len(told.output.strip().splitlines()) == 1


@pytest.mark.parametrize(("option", "value"), [("--jail", "wall"), ("--student", "zoe")])
def test_a_wrong_option_is_told_in_one_line(klass, option, value):
    told = run(klass, "grade", "tiny", option, value)
    assert told.exit_code == 2
    assert "Received: " in told.output
    assert value in told.output
    assert len(told.output.strip().splitlines()) == 1


def test_a_set_that_was_not_released_is_refused(course):
    told = run(course, "grade", "tiny")
    assert told.exit_code == 2
    assert "Run `autograder release tiny` first" in told.output


def test_a_folder_without_a_course_is_refused(tmp_path):
    told = run(tmp_path / "none", "grade", "tiny")
    assert told.exit_code == 2
    assert "expected a course" in told.output


@pytest.mark.parametrize("text", ["{", "[]", '{"cells": [1]}'])
def test_a_file_that_is_no_notebook_is_refused(tmp_path, text):
    path = tmp_path / "x.ipynb"
    path.write_text(text, encoding="utf-8")
    told = CliRunner().invoke(app, ["check", str(path)])
    assert told.exit_code == 2
    assert "is not a notebook" in told.output


def test_help_loads_no_heavy_library():
    heavy = "{'nbgrader', 'nbformat', 'numpy', 'traitlets'}"
    code = f"import sys, autograder.cli; print(sorted({heavy} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


BRACKETS = 'assert "[/b]" == got[key], "got[key] is not [/b]"\n'


@pytest.fixture
def bracketed(folder):
    """A course with square brackets in a test and in the name of a student."""
    test = test_cell("test-half", f"key, got = 0, [half(2)]\n{BRACKETS}", 1)
    write_set(folder, "tiny", HEADER + code("half", HALF, solution=True) + test)
    told = run(folder, "release", "tiny", "--no-calibrate")
    assert told.exit_code == 0, told.output
    course = open_course(folder)
    hand_in(course, "[anna]", answer(course, {"half": RIGHT["half"]}))
    return course


def test_square_brackets_are_printed_as_they_are(bracketed):
    assert run(bracketed, "grade", "tiny").exit_code == 0
    told = run(bracketed, "report", "tiny").output
    assert "[anna]" in told
    assert "test-half" in told


def test_square_brackets_in_a_message_do_not_end_the_command(bracketed):
    path = bracketed.path("submitted", "tiny", "[anna]") / "tiny.ipynb"
    told = CliRunner().invoke(app, ["check", str(path)], env={"COLUMNS": "200"})
    assert told.exit_code == 1, told.exception
    assert "got[key] is not [/b]" in told.output
