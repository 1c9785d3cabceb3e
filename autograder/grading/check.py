"""One notebook, checked as it will be graded but for the hidden tests: for students, before they hand in."""

from __future__ import annotations

import ast
import json
from dataclasses import replace
from itertools import islice
from pathlib import Path

from autograder.course.errors import CourseError
from autograder.course.markers import NBGRADERS_DELIMITERS, Marker
from autograder.course.notebooks import NotANotebook, NotebookCell, parse, read_cells, text_of
from autograder.course.submission import plain_files
from autograder.grading.jobs import MOST_FILES, files_that_count, most_bytes_beside
from autograder.grading.notebook import JailMissing, grade_notebook
from autograder.grading.restore import BESIDE_IF_FAILED, with_tags
from autograder.records import CellResult, FilesBeside, Result, Settings

ALL_HIDDEN = "All checks of this cell are hidden: they run when the work is graded."
"""What is said of a test cell of which nothing but hidden tests was released."""
_NOT_HANDED_IN = [".*", "__pycache__", "*.pyc"]
NO_CHECKS = (ast.Import, ast.ImportFrom, ast.Pass, ast.FunctionDef, ast.ClassDef)
"""Statements that check nothing."""


def check(path: Path, settings: Settings | None = None) -> Result:
    """Run the test cells that a notebook itself holds, with the limits and verdicts of the grader.

    The code is the caller's own, so a machine without a jail checks without one. Files beside the notebook
    are there, as when it is graded.

    Args:
        path: a released notebook, answered.
        settings: limits; the defaults if None.

    Raises:
        CourseError: if the file is not a notebook, or holds no test cell.
    """
    data, notes = _as_released(*_read(path))
    tests = [marker.grade_id for marker in map(Marker.of, read_cells(data)) if marker.is_test]
    # Which of them run beside the answers when marks are given, only the instructor's copy knows.
    source = with_tags(data, dict.fromkeys(tests, BESIDE_IF_FAILED))
    wanted = replace(settings or Settings(), visible_only=True)
    files = _beside(path, wanted)
    try:
        result = grade_notebook(data, source, wanted, files=files)
    except JailMissing:
        result = grade_notebook(data, source, replace(wanted, jail="none"), files=files)
    if result.error is not None:
        raise CourseError(f"{path} cannot be checked: {result.error}")
    emptied = _emptied(data)
    return replace(
        result, cells=tuple(_told(cell, emptied) for cell in result.cells), notes=(*notes, *result.notes)
    )


def _as_released(data: bytes, cells: list[NotebookCell]) -> tuple[bytes, list[str]]:
    """The notebook with each cell of the type that it was released as, and a sentence for each that was not.

    A key too many in Jupyter makes text of code. Grading takes it as code, and so does the check.

    Args:
        data: the file.
        cells: its cells.
    """
    made, notes = [], []
    for cell in cells:
        marker = Marker.of(cell)
        released = marker.fields.get("cell_type")
        if released == "code" != cell["cell_type"] and marker.grade_id:
            cell = {**cell, "cell_type": released}
            notes.append(
                f"The cell `{marker.grade_id}` has become text. It counts as code: to turn it back in "
                "Jupyter, click beside it and press Y."
            )
        # What it showed when it was saved is left out.
        made.append({part: value for part, value in cell.items() if part != "saved" and value is not None})
    content = {"cells": made, "metadata": _metadata(data), "nbformat": 4, "nbformat_minor": 5}
    return text_of(content).encode(), notes


def _metadata(data: bytes) -> dict[str, object]:
    """What a notebook says of itself, such as its language; nothing where it cannot be read."""
    try:
        found = json.loads(data).get("metadata")
    except (ValueError, AttributeError):
        return {}
    return found if isinstance(found, dict) else {}


def _beside(notebook: Path, settings: Settings) -> FilesBeside:
    """Contents of the files beside a notebook, those that count when it is graded.

    A folder such as the one for downloads holds more than belongs to the problem set, and is not read whole.
    """
    found = islice(plain_files(notebook.parent, _NOT_HANDED_IN), 2 * MOST_FILES)
    others = {path: file for path, file in found if file.name != notebook.name}
    files, _ = files_that_count(others, {}, most_bytes_beside(settings))
    return FilesBeside({path: file.read_bytes() for path, file in files.items()}, given=files)


def _told(cell: CellResult, emptied: frozenset[str]) -> CellResult:
    """A result as a student should read it: nothing was checked where all checks are hidden."""
    if cell.grade_id in emptied and cell.verdict == "passed":
        return replace(cell, score=None, verdict="manual", message=ALL_HIDDEN)
    return cell


def _emptied(data: bytes) -> frozenset[str]:
    """grade_ids of the test cells that check nothing as they were released."""
    found = set()
    for cell in read_cells(data):
        marker, shown = Marker.of(cell), NBGRADERS_DELIMITERS.hidden_tests.without(cell["source"])
        if marker.is_test and all(isinstance(node, NO_CHECKS) for node in parse(shown).body):
            found.add(marker.grade_id)
    return frozenset(found)


def _read(path: Path) -> tuple[bytes, list[NotebookCell]]:
    try:
        data = path.read_bytes()
        cells = read_cells(data)
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}.") from error
    except NotANotebook:
        cells = []
    if not cells:
        raise CourseError(f"{path} is not a notebook. Save it in Jupyter and check it again.")
    if not any(Marker.of(cell).grade for cell in cells):
        raise CourseError(
            f"{path} holds no test cell. Check the notebook that was released, not a copy of its text."
        )
    return data, cells
