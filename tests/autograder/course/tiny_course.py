"""A course of one set, `tiny`, written the way an instructor writes one, and what is done with it."""

import json
import textwrap
from collections.abc import Sequence
from pathlib import Path

from autograder.course.folders import Course
from autograder.records import CellResult, Result

HEADER = """\
---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---

# Two tasks

The area of a square is $a^2$.
"""

SETUP = """\
import math
"""

SQUARE = """\
def square(x):
    ### BEGIN SOLUTION
    answer = x * x
    return answer
    ### END SOLUTION
"""

SQUARE_TEST = """\
assert square(3) == 9, "square(3) should be 9"
### BEGIN HIDDEN TESTS
assert square(-7) == 49, "square fails for a negative number"
### END HIDDEN TESTS
"""

HALF = """\
def half(x):
    ### BEGIN SOLUTION
    return x / 2
    ### END SOLUTION
"""

HALF_TEST = """\
assert half(8) == 4, "half(8) should be 4"
### BEGIN HIDDEN TESTS
assert half(5) == 2.5, "half rounds"
### END HIDDEN TESTS
"""


def code(grade_id: str, text: str, **meta: object) -> str:
    """A MyST code cell with nbgrader's metadata."""
    flags = {"grade": False, "solution": False, "locked": False, "schema_version": 3}
    fields = {"grade_id": grade_id, **flags, **meta}
    lines = "\n".join(f"  {key}: {json.dumps(value)}" for key, value in fields.items() if value is not None)
    return f"\n```{{code-cell}} ipython3\n---\nnbgrader:\n{lines}\n---\n{text}```\n"


def test_cell(grade_id: str, text: str, points: float) -> str:
    return code(grade_id, text, grade=True, locked=True, points=points)


test_cell.__test__ = False

SOURCE = (
    HEADER
    + code("setup", SETUP, locked=True)
    + code("square", SQUARE, solution=True)
    + test_cell("test-square", SQUARE_TEST, 2)
    + code("half", HALF, solution=True)
    + test_cell("test-half", HALF_TEST, 3)
)

CONFIG = """\
from pathlib import Path

c = get_config()
HERE = Path(__file__).resolve().parent
c.CourseDirectory.root = str(HERE / "course")
c.Autograder.solutions_directory = "solutions"
c.Autograder.show_hidden_messages = True
"""

RIGHT = {"square": "def square(x):\n    return x * x\n", "half": "def half(x):\n    return x / 2\n"}
WRONG = {"square": "def square(x):\n    return abs(x) * x\n", "half": "def half(x):\n    return x // 2\n"}


def write_set(folder: Path, name: str, text: str = SOURCE) -> Path:
    path = folder / "solutions" / name / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def plain_grader(submitted: bytes, source: bytes, *, files: dict[str, bytes]) -> Result:
    """Runs the cells in this process, one after the other: enough for notebooks that the tests write."""
    try:
        notebook = json.loads(submitted)
    except ValueError as error:
        return Result((), {}, 0.0, "none", f"not a notebook: {error}")
    own = {grade_id(cell): cell for cell in json.loads(source)["cells"] if grade_id(cell)}
    names: dict[str, object] = {}
    cells = []
    for cell in notebook["cells"]:
        meta = cell["metadata"].get("nbgrader", {})
        if cell["cell_type"] != "code":
            continue
        if meta.get("locked"):
            cell["source"] = own[meta["grade_id"]]["source"]
        try:
            exec("".join(cell["source"]), names)
            error = ""
        except Exception as caught:
            error = f"{type(caught).__name__}: {caught}"
            output = {"output_type": "error", "ename": type(caught).__name__, "evalue": str(caught)}
            cell["outputs"].append({**output, "traceback": [error]})
        if meta.get("grade"):
            score = 0.0 if error else float(meta["points"])
            verdict = "failed" if error else "passed"
            cells.append(CellResult(meta["grade_id"], meta["points"], score, verdict, error, "", 0.0))
    return Result(tuple(cells), notebook, 0.0, "none")


def grade_id(cell: dict) -> str:
    return cell["metadata"].get("nbgrader", {}).get("grade_id", "")


def answer(course: Course, cells: dict[str, str], name: str = "tiny") -> dict:
    """The released notebook with some solution cells filled in."""
    path = course.path("release", name) / f"{name}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if grade_id in cells:
            cell["source"] = textwrap.dedent(cells[grade_id]).splitlines(keepends=True)
    return notebook


def hand_in(course: Course, student: str, notebook: dict | str, name: str = "tiny", time: str = "") -> Path:
    """Put a notebook (or a text) where nbgrader looks for the student's submission."""
    target = course.path("submitted", name, student)
    target.mkdir(parents=True, exist_ok=True)
    text = notebook if isinstance(notebook, str) else json.dumps(notebook)
    (target / f"{name}.ipynb").write_text(text, encoding="utf-8")
    if time:
        (target / "timestamp.txt").write_text(time, encoding="utf-8")
    return target


def page_of(course: Course, student: str, cells: Sequence[dict] = ()) -> str:
    """The student's feedback page, with further cells in the autograded notebook."""
    from autograder.report.feedback import feedback

    path = course.path("autograded", "tiny", student) / "tiny.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"] += cells
    path.chmod(0o644)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    feedback(course, "tiny")
    return (course.path("feedback", "tiny", student) / "tiny.html").read_text(encoding="utf-8")
