"""A problem set's bank: answers that are right in an unusual way or wrong in a known one, with their marks.

An answer is a Python file. Its docstring is one sentence, a blank line and YAML with ``marks`` (points of
the whole notebook), ``fails`` (grade_ids of the test cells that fail) and ``feedback`` (words that the
messages of the failed cells must contain). What follows are cells, each opened by ``# %% <grade_id>``; a
cell that the file leaves out is answered as the instructor does. The file is read, never run.
"""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.course.errors import CourseError
from autograder.course.folders import Course
from autograder.course.markers import NBGRADERS_DELIMITERS, Delimiters, Marker

if TYPE_CHECKING:
    from nbformat import NotebookNode

CELL = re.compile(r"^# %% (\S+)[ \t]*\n", re.MULTILINE)


EQUIVALENT = "equivalent.yml"
"""List of the mutants that are no mistakes, in the bank's folder."""


@dataclass(frozen=True)
class Equivalent:
    """A change of the reference that no test can or need notice."""

    cell: str
    """grade_id of the solution cell."""
    function: str
    """Dotted name of the class and function that change; empty outside of all."""
    diff: str
    """Lines that go, each after a minus, and lines that come, each after a plus."""
    reason: str
    """Why it is no mistake."""


@dataclass(frozen=True)
class Answer:
    """One file of the bank."""

    name: str
    """Name of the file without its suffix."""
    summary: str
    """What is right or wrong about it, one sentence."""
    marks: float
    """Points that the notebook earns with it."""
    fails: tuple[str, ...]
    """grade_ids of the test cells that fail, in no order."""
    feedback: tuple[str, ...]
    """Words that stand in the messages of the failed cells."""
    cells: Mapping[str, str]
    """Source of each answered cell, by grade_id."""


def folder(course: Course, name: str) -> Path:
    """The bank of a problem set.

    Raises:
        CourseError: if the set has none.
    """
    course.require(name)
    bank = (course.solutions or course.root) / name / "bank"
    if not bank.is_dir():
        raise CourseError(f"{name} has no bank of answers. Expected a folder {bank}.")
    return bank


def answers(course: Course, name: str, kind: str) -> list[Answer]:
    """All answers of a bank's sub-folder (``right`` or ``wrong``), by name."""
    return [read_answer(path) for path in sorted((folder(course, name) / kind).glob("*.py"))]


def read_answer(path: Path) -> Answer:
    """Read one file of the bank.

    Raises:
        CourseError: if the file is not there, or its docstring or its cells are at fault.
    """
    import yaml

    if not path.is_file():
        raise CourseError(f"expected an answer of the bank. Received: {path}, which does not exist.")
    text = path.read_text(encoding="utf-8")
    head, *parts = CELL.split(text)
    try:
        document = ast.get_docstring(ast.parse(head)) or ""
        summary, _, fields = document.partition("\n\n")
        meta = yaml.safe_load(fields)
        return Answer(
            path.stem,
            summary.strip(),
            float(meta["marks"]),
            tuple(meta["fails"] or ()),
            tuple(map(str, meta["feedback"] or ())),
            {grade_id: body.strip("\n") for grade_id, body in zip(parts[::2], parts[1::2], strict=True)},
        )
    except (SyntaxError, KeyError, TypeError, ValueError, yaml.YAMLError) as error:
        raise CourseError(
            f"{path}: expected a docstring with marks, fails and feedback in YAML. Received: "
            f"{type(error).__name__}: {str(error).splitlines()[0]}"
        ) from error


def equivalents(course: Course, name: str) -> list[Equivalent]:
    """The equivalent mutants that a bank lists by hand; none if it has no list.

    Raises:
        CourseError: if the list is at fault.
    """
    import yaml

    path = folder(course, name) / EQUIVALENT
    if not path.is_file():
        return []
    try:
        entries = [Equivalent(**fields) for fields in yaml.safe_load(path.read_text(encoding="utf-8")) or []]
    except (yaml.YAMLError, TypeError) as error:
        raise CourseError(
            f"{path}: expected a list of cell, function, diff and reason. {str(error).splitlines()[0]}."
        ) from error
    for entry in entries:
        fields = vars(entry)
        texts = all(isinstance(text, str) for text in fields.values())
        if not texts or not all(fields[name].strip() for name in ("cell", "diff", "reason")):
            raise CourseError(
                f"{path}: expected cell, function (empty outside of all), diff and reason, each a text. "
                f"Received: {entry}"
            )
    return entries


def solved(
    source: NotebookNode,
    released: NotebookNode,
    cells: Mapping[str, str] | None = None,
    delimiters: Delimiters = NBGRADERS_DELIMITERS,
) -> NotebookNode:
    """A submission: the released notebook, answered.

    Args:
        source: the instructor's notebook, from which the answers are taken that `cells` leaves out.
        released: the student version.
        cells: answers by grade_id; an empty text leaves a cell empty.
        delimiters: those of the course.

    Returns:
        A new notebook.

    Raises:
        CourseError: if `cells` names a cell that a student cannot answer.
    """
    notebook = copy.deepcopy(released)
    model = {
        marker.grade_id: delimiters.model_answer(cell.source)
        for cell in source.cells
        if (marker := Marker.of(cell)).solution
    }
    unknown = sorted(set(cells or ()) - set(model))
    if unknown:
        raise CourseError(f"expected cells to answer ({', '.join(model)}). Received: {', '.join(unknown)}.")
    answers = {**model, **(cells or {})}
    for cell in notebook.cells:
        if (marker := Marker.of(cell)).solution:
            cell.source = answers[marker.grade_id]
    return notebook
