"""The bank and the class that is made from it."""

import json

import nbformat
import pytest
from tiny_course import RIGHT, write_set

from autograder.audit.bank import answers, read_answer, solved
from autograder.audit.demo import ACCIDENTS, Member, demo, make, read_class
from autograder.course.errors import CourseError
from autograder.course.folders import open_course
from autograder.course.source import read
from autograder.records import Settings

ROUNDS = '''\
"""Half of an odd number is rounded.

marks: 2
fails:
  - test-half
feedback:
  - half rounds
"""

# %% half
def half(x):
    return x // 2
'''

CLASS = """\
students:
  - {student: anna, answer: reference, marks: 5}
  - {student: bert, answer: untouched, marks: 0}
  - {student: cleo, answer: wrong/rounds, marks: 2}
  - {student: dora, answer: reference, accident: missing_cell, cell: half, marks: 2}
  - {student: emil, answer: reference, accident: edited_test_cell, cell: test-half, marks: 5}
"""


@pytest.fixture
def bank(folder):
    place = write_set(folder, "tiny").parent / "bank"
    (place / "wrong").mkdir(parents=True)
    (place / "wrong" / "rounds.py").write_text(ROUNDS, encoding="utf-8")
    (place / "class.yml").write_text(CLASS, encoding="utf-8")
    return place


@pytest.fixture
def notebooks(released):
    return read(released.notebooks("tiny")[0]), read(released.path("release", "tiny") / "tiny.ipynb")


def sources(notebook) -> dict[str, str]:
    marked = (cell for cell in notebook.cells if "nbgrader" in cell.metadata)
    return {cell.metadata.nbgrader.grade_id: cell.source for cell in marked}


def test_an_answer_is_read(bank, course):
    (answer,) = answers(course, "tiny", "wrong")
    assert answer.name == "rounds"
    assert answer.summary == "Half of an odd number is rounded."
    assert (answer.marks, answer.fails, answer.feedback) == (2.0, ("test-half",), ("half rounds",))
    assert answer.cells == {"half": "def half(x):\n    return x // 2"}


@pytest.mark.parametrize("text", ["x = 1\n", '"""No fields."""\n', '"""A.\n\nmarks: many\n"""\n', '"""A'])
def test_an_answer_without_its_fields_is_named(tmp_path, text):
    path = tmp_path / "faulty.py"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CourseError, match=r"faulty\.py: expected a docstring with marks"):
        read_answer(path)


def test_a_submission_has_the_given_answers_and_else_the_instructors(notebooks):
    source, released = notebooks
    before = json.dumps(released)
    made = sources(solved(source, released, {"half": RIGHT["half"]}))
    assert made["half"] == RIGHT["half"]
    assert made["square"] == "def square(x):\n    answer = x * x\n    return answer"
    assert "hidden" not in made["test-square"].lower()
    assert json.dumps(released) == before


def test_an_answer_to_a_cell_that_is_not_there_is_refused(notebooks):
    with pytest.raises(CourseError, match=r"\(square, half\)\. Received: halve"):
        solved(*notebooks, {"halve": ""})


@pytest.mark.parametrize("accident", ACCIDENTS)
def test_an_accident_changes_its_cell_alone(notebooks, tmp_path, accident):
    source, released = notebooks
    cell = "test-half" if "test_cell" in accident else "half"
    intact = make(Member("anna", "reference", 5), source, released, tmp_path)
    made = make(Member("anna", "reference", 5, accident, cell), source, released, tmp_path)
    nbformat.validate(made)
    own, other = sources(made), sources(intact)
    assert {key: text for key, text in own.items() if key != cell} == {
        key: text for key, text in other.items() if key != cell
    }
    assert json.dumps(made) != json.dumps(intact)


def test_what_the_accidents_are(notebooks, tmp_path):
    def after(accident: str) -> str:
        return sources(make(Member("a", "reference", 5, accident, "half"), *notebooks, tmp_path)).get(
            "half", ""
        )

    assert after("infinite_loop").splitlines()[1] == "    while True: pass"
    assert after("exit_in_solution").splitlines()[1] == "    raise SystemExit"
    assert after("missing_cell") == ""
    with pytest.raises(SyntaxError):
        compile(after("syntax_error"), "cell", "exec")


def test_the_class_gets_the_marks_that_its_list_says(bank, folder):
    course = open_course(folder)
    rows, own = demo(course, "tiny", Settings(cell_seconds=20))
    assert {row.member.student: row.given for row in rows} == {
        "anna": 5,
        "bert": 0,
        "cleo": 2,
        "dora": 2,
        "emil": 5,
    }
    assert all(row.agrees for row in rows)
    assert (own.path("feedback", "tiny", "cleo") / "tiny.html").is_file()
    assert [path.name for path in course.root.iterdir()] == ["demo-class"]


def test_a_mark_that_is_not_the_expected_one_is_seen(bank, folder):
    (bank / "class.yml").write_text(
        CLASS.replace("answer: reference, marks: 5", "answer: reference, marks: 4")
    )
    rows, _ = demo(open_course(folder), "tiny", Settings(cell_seconds=20))
    assert [row.member.student for row in rows if not row.agrees] == ["anna"]


def test_a_folder_of_something_else_is_left_alone(bank, folder):
    course = open_course(folder)
    other = course.root / "demo-class" / "mine.txt"
    other.parent.mkdir(parents=True)
    other.write_text("mine", encoding="utf-8")
    with pytest.raises(CourseError, match="holds something else"):
        demo(course, "tiny", Settings())
    assert other.exists()


@pytest.mark.parametrize(
    "text",
    [
        "students: 3",
        "pupils: []",
        "students: [{student: anna}]",
        "students: [",
        CLASS + "    accident: rain\n",
    ],
)
def test_a_class_that_cannot_be_read_is_named(bank, course, text):
    (bank / "class.yml").write_text(text, encoding="utf-8")
    with pytest.raises(CourseError, match=r"class\.yml"):
        read_class(course, "tiny")
