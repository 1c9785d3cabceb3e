"""Classes to grade: a course with one problem set, handed in by as many students as are asked for."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from side_by_side import ROOT

from autograder.course.folders import Course, open_course
from autograder.course.nbgrader_compat import quick_nbformat

with quick_nbformat():
    import nbformat

    from autograder.course.release import release

from autograder.audit.bank import solved
from autograder.course.source import read

V4: Any = nbformat.v4
"""Makes cells and notebooks; it has no types."""
SOLUTIONS = ROOT / "solutions"
SETS = {"NumPy": "ps1-schedules", "Keras": "ps3-batch-normalization"}
"""The problem set of each kind; the NumPy one is taken without the cells that need Keras."""
CELL_SECONDS = 60
"""Longest time of a cell, for all graders."""
CONFIG = f"""c = get_config()
c.CourseDirectory.course_id = "bench"
c.ExecutePreprocessor.timeout = {CELL_SECONDS}
"""


def new_course(root: Path, kind: str, size: int) -> tuple[Course, str]:
    """A course in an empty folder, released and handed in.

    Every student hands in the reference solution with a remark of their own, so that no two submissions are
    the same and all earn full marks.

    Args:
        root: an existing folder.
        kind: "NumPy" or "Keras".
        size: students, s0000 and so on.

    Returns:
        The course and the name of its problem set.
    """
    name = SETS[kind]
    notebook = read(SOLUTIONS / name / f"{name}.md")
    if kind == "NumPy":
        notebook = without_keras(notebook)
    (root / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    source = root / "source" / name / f"{name}.ipynb"
    source.parent.mkdir(parents=True)
    nbformat.write(notebook, source)
    course = open_course(root)
    release(course, name)
    _hand_in(course, name, size)
    return course, name


def _hand_in(course: Course, name: str, size: int) -> None:
    source = read(course.notebooks(name)[0])
    released = read(course.path("release", name) / f"{name}.ipynb")
    for number in range(size):
        answer = solved(source, released)
        answer.cells.append(V4.new_markdown_cell(f"Handed in by student {number}."))
        path = course.path("submitted", name, f"s{number:04d}") / f"{name}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(answer, path)


def require_full_marks(course: Course, name: str) -> None:
    """Make sure that whoever was graded has all points: a grader that runs nothing is fast.

    Raises:
        SystemExit: if nobody was graded, or somebody lacks points.
    """
    with course.gradebook() as gradebook:
        found = [(entry.score, entry.max_score) for entry in gradebook.find_assignment(name).submissions]
    if not found or any(score != most for score, most in found):
        raise SystemExit(f"expected full marks of {name} for all, in {course.root}. Received: {found[:5]}")


def without_keras(notebook: NotebookNode) -> NotebookNode:
    """The notebook without the cells that name Keras, and without all that build on them."""
    banned = {"keras"}
    cells: list[NotebookNode] = notebook.cells
    while True:
        wanted = re.compile(rf"\b({'|'.join(banned)})\b")
        lost = [cell for cell in cells if cell.cell_type == "code" and wanted.search(cell.source)]
        code = "\n".join(c.source for c in lost if not c.metadata.get("nbgrader", {}).get("grade"))
        defined = set(re.findall(r"^(?:def|class) (\w+)", code, re.MULTILINE))
        if defined <= banned:
            notebook.cells = [cell for cell in cells if cell not in lost]
            return notebook
        banned |= defined


def as_otter(notebook: NotebookNode) -> NotebookNode:
    """The problem set in otter's format: each graded cell a test of one question."""
    raw = V4.new_raw_cell
    cells = [raw("# ASSIGNMENT CONFIG\nsolutions_pdf: false\ngenerate: true")]
    for cell in notebook.cells:
        marks = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and marks.get("grade") and not marks.get("solution"):
            question = marks["grade_id"].replace("-", "_")
            cells += [
                raw(f"# BEGIN QUESTION\nname: {question}\npoints: {marks['points']}"),
                raw("# BEGIN TESTS"),
                V4.new_code_cell(cell.source),
                raw("# END TESTS"),
                raw("# END QUESTION"),
            ]
        else:
            cells.append(V4.new_code_cell(cell.source) if cell.cell_type == "code" else cell)
    made: NotebookNode = V4.new_notebook(cells=cells, metadata=notebook.metadata)
    return made
