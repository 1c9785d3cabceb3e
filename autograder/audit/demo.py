"""A class made from a problem set's bank and graded: does everybody get the marks that they should?

``bank/class.yml`` lists the students. Each has an answer (``reference``: the instructor's; ``untouched``: the
released notebook as it is; or a file of the bank), perhaps an accident of the notebook, and the marks
that an honest grader gives. The class lives in a course of its own, beside the real one.
"""

from __future__ import annotations

import ast
import copy
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.audit.bank import Answer, folder, read_answer, solved
from autograder.course.errors import CourseError
from autograder.course.files import write_atomically
from autograder.course.folders import CONFIG, Course
from autograder.course.markers import NBGRADERS_DELIMITERS, Delimiters, Marker
from autograder.course.notebooks import text_of
from autograder.course.release import release
from autograder.course.settings import configured_lines
from autograder.course.source import read
from autograder.grading.ledger import Graded
from autograder.grading.run import grade
from autograder.records import Settings
from autograder.report.feedback import feedback
from autograder.report.marks import submissions_of

if TYPE_CHECKING:
    from nbformat import NotebookNode

FOLDER = "demo-class"
"""Folder of the demonstration, below the course's root."""
SETTINGS = """\
from pathlib import Path

c = get_config()
c.CourseDirectory.root = str(Path(__file__).resolve().parent)
c.Autograder.solutions_directory = "{solutions}"
"""
"""Configuration of the demonstration, so that every command and formgrader can look into it."""
PATIENCE = 15.0
"""Longest wall time of a cell in seconds; somebody in the class hands in a loop without end."""


@dataclass(frozen=True)
class Member:
    """One student of the class."""

    student: str
    """Id of the student."""
    answer: str
    """"reference", "untouched", or a file of the bank without its suffix."""
    marks: float
    """Points that an honest grader gives."""
    accident: str = ""
    """One of `ACCIDENTS`, or nothing."""
    cell: str = ""
    """grade_id of the cell that the accident happened to."""


@dataclass(frozen=True)
class Graduate:
    """A student of the class with the marks that were given."""

    member: Member
    """Who, and the marks that were expected."""
    given: float | None
    """Points that the grader gave; None if it could not grade the submission."""

    @property
    def agrees(self) -> bool:
        """Whether the marks are the expected ones."""
        return self.given == self.member.marks


def demo(
    course: Course,
    name: str,
    settings: Settings,
    workers: int = 1,
    on_graded: Callable[[Graded], None] = lambda graded: None,
) -> tuple[list[Graduate], Course]:
    """Release a problem set to a class made from its bank, grade it and write the feedback.

    Args:
        course: the course that has the set; nothing in its folders is changed.
        name: problem set.
        settings: limits and jail.
        workers: submissions that are graded at the same time.
        on_graded: called with each submission when it is graded.

    Returns:
        The class in the order of its list, and the course in which it lives.

    Raises:
        CourseError: if the set has no class, or its list or bank is at fault.
    """
    members = read_class(course, name)
    own = _fresh(course)
    release(own, name)
    source = read(own.notebooks(name)[0])
    released = read(own.path("release", name) / f"{name}.ipynb")
    for member in members:
        notebook = make(member, source, released, folder(course, name), own.delimiters)
        write_atomically(
            own.path("submitted", name, member.student) / f"{name}.ipynb", text_of(notebook).encode()
        )
    limits = replace(settings, cell_seconds=min(PATIENCE, settings.cell_seconds))
    done = grade(own, name, limits, workers=workers, on_graded=on_graded)
    failed = {graded.student for graded in done if graded.status == "failed"}
    given = {entry.student: entry.final for entry in submissions_of(own, name) if entry.student not in failed}
    feedback(own, name)
    return [Graduate(member, given.get(member.student)) for member in members], own


def read_class(course: Course, name: str) -> list[Member]:
    """The class of a problem set, from ``bank/class.yml``.

    Raises:
        CourseError: if there is none, or it is at fault.
    """
    import yaml

    path = folder(course, name) / "class.yml"
    try:
        students = yaml.safe_load(path.read_text(encoding="utf-8"))["students"]
        members = [Member(**fields) for fields in students]
    except FileNotFoundError:
        raise CourseError(f"{name} has no class to demonstrate with. Expected {path}.") from None
    except (yaml.YAMLError, KeyError, TypeError) as error:
        reason = str(error).splitlines()[0]
        raise CourseError(f"{path}: expected students with student, answer and marks. {reason}.") from error
    for member in members:
        if member.accident and member.accident not in ACCIDENTS:
            known = ", ".join(ACCIDENTS)
            raise CourseError(f"{path}: expected an accident ({known}). Received: accident={member.accident}")
    return members


def make(
    member: Member,
    source: NotebookNode,
    released: NotebookNode,
    bank: Path,
    delimiters: Delimiters = NBGRADERS_DELIMITERS,
) -> NotebookNode:
    """The notebook that a member of the class hands in.

    Args:
        member: who.
        source: the instructor's notebook.
        released: the student version.
        bank: folder of the bank.
        delimiters: those of the course.
    """
    if member.answer == "untouched":
        notebook = copy.deepcopy(released)
    else:
        answer = None if member.answer == "reference" else read_answer(bank / f"{member.answer}.py")
        cells = answer.cells if isinstance(answer, Answer) else None
        notebook = solved(source, released, cells, delimiters)
    if member.accident:
        ids = [Marker.of(cell).grade_id for cell in notebook.cells]
        if member.cell not in ids:
            raise CourseError(
                f"{member.student}: expected a grade_id of the set. Received: cell={member.cell}"
            )
        ACCIDENTS[member.accident](notebook, ids.index(member.cell))
    return notebook


def _syntax_error(notebook: NotebookNode, index: int) -> None:
    notebook.cells[index].source += "\nreturn ("


def _removed(notebook: NotebookNode, index: int) -> None:
    del notebook.cells[index]


def _endless(notebook: NotebookNode, index: int) -> None:
    notebook.cells[index].source = _begin_with("while True: pass", notebook.cells[index].source)


def _exits(notebook: NotebookNode, index: int) -> None:
    notebook.cells[index].source = _begin_with("raise SystemExit", notebook.cells[index].source)


def _edited(notebook: NotebookNode, index: int) -> None:
    notebook.cells[index].source = "assert True"


def _doubled(notebook: NotebookNode, index: int) -> None:
    twin = copy.deepcopy(notebook.cells[index])
    twin["id"] = f"{twin['id']}-2"
    notebook.cells.insert(index + 1, twin)


def _begin_with(statement: str, text: str) -> str:
    """A cell whose first function begins with a statement."""
    functions = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef))
    first = next(functions).body[0]
    lines = text.split("\n")
    lines.insert(first.lineno - 1, " " * first.col_offset + statement)
    return "\n".join(lines)


ACCIDENTS: dict[str, Callable[[NotebookNode, int], None]] = {
    "syntax_error": _syntax_error,
    "missing_cell": _removed,
    "infinite_loop": _endless,
    "exit_in_solution": _exits,
    "deleted_test_cell": _removed,
    "edited_test_cell": _edited,
    "duplicated_test_cell": _doubled,
}
"""What may happen to a notebook on its way, by name: called with the notebook and the index of the cell."""


def _fresh(course: Course) -> Course:
    """An empty course for the class, with the settings of the real one but a gradebook of its own."""
    root = course.root / FOLDER
    if root.exists() and not (root / "gradebook.db").exists() and any(root.iterdir()):
        raise CourseError(f"{root} holds something else. Move it, or call it otherwise.")
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    text = SETTINGS.format(solutions=course.solutions) + configured_lines(course.delimiters)
    (root / CONFIG).write_text(text, encoding="utf-8")
    config = copy.deepcopy(course.config)
    config.CourseDirectory.pop("db_url", None)
    return replace(course, root=root, config=config)
