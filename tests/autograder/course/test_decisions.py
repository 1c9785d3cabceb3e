"""What calibration decides is kept with the release, told once, and marked wherever marks are shown."""

import csv
import json
import shutil

import pytest
from plain_course import check, given, hand_in, plain_course, scores, solution, write
from typer.testing import CliRunner

from autograder.cli import app
from autograder.course.errors import CourseError
from autograder.course.folders import open_course
from autograder.course.graded_source import graded_sources
from autograder.grading import decisions
from autograder.grading.run import grade
from autograder.records import Settings
from autograder.report.export import export
from autograder.report.marks import by_cell, submissions_of

LIVE = "shout()\nassert open('said.txt').read() == 'HO'"
SHOUT = "def shout(): open('said.txt', 'w').write('HO')\ndef one(): return 1"
CELLS = [
    given("import math"),
    solution(SHOUT),
    check("assert one() == 1", "plain"),
    check(LIVE, "live", 2),
]


def command(course, *words, status=0):
    """The command, as an instructor calls it."""
    result = CliRunner().invoke(app, ["--course", str(course.root), *words])
    assert result.exit_code == status, result.output + repr(result.exception)
    return result


@pytest.fixture(scope="module")
def released_once(tmp_path_factory):
    course = plain_course(tmp_path_factory.mktemp("decided"), CELLS)
    said = command(course, "release", "small").stderr
    hand_in(course, "anna", {"mine": SHOUT})
    hand_in(course, "bert", {"mine": "def shout(): pass\ndef one(): return 1"})
    command(course, "grade", "small", "--workers", "1")
    return course, said


@pytest.fixture
def graded(released_once, tmp_path):
    """A copy of the graded course for each test."""
    return open_course(shutil.copytree(released_once[0].root, tmp_path / "course"))


def kept(course):
    return decisions.kept(course, "small", graded_sources(course, "small"))


def test_the_cell_the_construct_and_the_line_are_told_at_the_release(released_once):
    _, said = released_once
    (line,) = [line for line in said.split("\n") if "small.ipynb, live" in line]
    assert "not tamper-proof: files, line 2: `assert open('said.txt').read() == 'HO'`" in line
    assert "plain" not in said


def test_right_answers_keep_all_points_and_wrong_ones_earn_none(released_once):
    assert scores(released_once[0]) == {"anna": {"plain": 1, "live": 2}, "bert": {"plain": 1, "live": 0}}


def test_a_decision_is_told_once(graded):
    assert list(decisions.news(graded, "small")) == []


def test_students_do_not_get_it(graded):
    for path in graded.path("release", "small").rglob("*"):
        assert "beside" not in path.read_text(encoding="utf-8")


def test_it_holds_until_the_cells_change(graded):
    assert [cell.cell for cell in kept(graded).books["small"].beside] == ["live"]
    cells = [*CELLS[:2], check("assert one() == 1 and one", "plain"), CELLS[3]]
    write(graded.path("source", "small") / "small.ipynb", cells)
    assert kept(graded) is None


def test_words_beside_the_code_change_nothing(graded):
    path = graded.path("source", "small") / "small.ipynb"
    book = json.loads(path.read_text(encoding="utf-8"))
    book["cells"].append({"cell_type": "markdown", "metadata": {}, "source": "More words", "id": "more"})
    path.write_text(json.dumps(book), encoding="utf-8")
    assert kept(graded) is not None


def test_a_set_released_before_is_calibrated_when_it_is_graded(graded):
    (graded.root / ".autograder/small/calibration.json").unlink()
    said = command(graded, "grade", "small", "--workers", "1").stderr
    assert "small.ipynb, live runs beside" in said
    assert kept(graded) is not None
    assert scores(graded)["anna"] == {"plain": 1, "live": 2}


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": 1}', '{"format": 1, "books": {"small": 5}}'])
def test_a_broken_file_counts_as_none(graded, content):
    (graded.root / ".autograder/small/calibration.json").write_text(content, encoding="utf-8")
    assert kept(graded) is None
    assert list(decisions.news(graded, "small")) == []


def test_the_marks_are_flagged_in_the_report(graded):
    summaries = {cell.cell: cell for cell in by_cell(submissions_of(graded, "small"))}
    assert (summaries["plain"].beside, summaries["live"].beside) == (0, 2)
    assert "tamper-proof" in command(graded, "report", "small").output
    found = json.loads(command(graded, "report", "small", "--json").stdout)
    assert [mark["tamper_proof"] for mark in found[0]["marks"]] == [True, False]


def test_the_marks_are_flagged_in_the_export(graded, tmp_path):
    export(graded, "small", tmp_path / "marks.csv")
    rows = {
        row["student_id"]: row for row in csv.DictReader((tmp_path / "marks.csv").open(encoding="utf-8-sig"))
    }
    assert (rows["anna"]["not_tamper_proof"], rows["bert"]["not_tamper_proof"]) == ("2.0", "0.0")


def test_the_marks_are_flagged_in_the_gradebook(graded):
    with graded.gradebook() as gradebook:
        comments = {
            submission.student_id: [c.auto_comment for book in submission.notebooks for c in book.comments]
            for submission in gradebook.find_assignment("small").submissions
        }
    assert comments == {"anna": ["Not tamper-proof: live."], "bert": [None]}


def test_what_was_put_back_is_reported(graded):
    trick = "import math\nmath.isclose = lambda *a: True\n"
    hand_in(graded, "cleo", {"mine": trick + SHOUT})
    output = command(graded, "grade", "small", "--student", "cleo", "--workers", "1").output
    assert "cleo, live: replaced by the submission, put back before the test ran" in output


WRONG = [given("import math"), solution(SHOUT), check("assert one() == 2, 'one is two'", "t", 3)]


def test_a_set_that_its_own_solution_fails_is_refused(tmp_path):
    course = plain_course(tmp_path, WRONG)
    said = command(course, "release", "small", status=2).stderr
    for words in ("small is not released", "small.ipynb, t", "0 of 3 points", "one is two", "--no-calibrate"):
        assert words in said
    assert not course.path("release", "small").exists()


def test_it_can_be_released_nevertheless_and_grading_says_what_is_wrong(tmp_path):
    course = plain_course(tmp_path, WRONG)
    assert "own solution was not graded" in command(course, "release", "small", "--no-calibrate").stderr
    hand_in(course, "anna", {"mine": SHOUT})
    said = command(course, "grade", "small", "--workers", "1").stderr
    assert "small.ipynb, t: the set's own solution earns 0 of 3 points" in said


def test_lint_tells_everything_and_fails_where_the_solution_does(tmp_path):
    course = plain_course(tmp_path / "good", CELLS)
    output = command(course, "lint", "small").output
    assert "small.ipynb, live runs beside" in output
    assert "1 of 2 tests run apart from the students' code, 1 beside it." in output
    output = command(plain_course(tmp_path / "bad", WRONG), "lint", "small", status=1).output
    assert "1 fail with the set's own solution" in output


def test_without_a_jail_the_instructors_own_code_is_graded_all_the_same(tmp_path, monkeypatch):
    from autograder.sandbox.jail import facts

    course = plain_course(tmp_path, CELLS)
    monkeypatch.setattr(facts, "candidates", lambda jail: [] if jail == "auto" else [jail])
    command(course, "release", "small")
    assert kept(course) is not None
    hand_in(course, "anna", {"mine": SHOUT})
    with pytest.raises(CourseError, match=r"jail|bubblewrap"):
        grade(course, "small", Settings(), force=True)


def test_a_notebook_of_the_set_can_be_run_in_another(tmp_path):
    """By `%run`, in the own solution and in what was handed in."""
    course = plain_course(tmp_path, [solution("%run tools.ipynb", "tools"), check("assert one() == 1", "t")])
    write(course.path("source", "small") / "tools.ipynb", [solution(SHOUT)])
    command(course, "release", "small")
    hand_in(course, "anna", {"tools": "%run tools.ipynb"})
    write(course.path("submitted", "small", "anna") / "tools.ipynb", [solution("def one(): return 1")])
    command(course, "grade", "small", "--workers", "1")
    assert scores(course) == {"anna": {"t": 1}}
