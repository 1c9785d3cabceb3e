"""Marks as a CSV file, for a learning management system or a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from autograder.course.errors import CourseError
from autograder.course.files import write_atomically
from autograder.course.folders import Course
from autograder.course.plain_text import one_line
from autograder.report.marks import GradedSubmission, assignment_of, read_submissions

BESIDE = "not_tamper_proof"
"""A last column, where it has something to say: points from tests that ran beside the student's code."""
_FORMULA = re.compile(r"[\s'\"]*[=+\-@\uff1d\uff0b\uff0d\uff20|%]|[\t\r\n]")
"""How a cell begins that a spreadsheet may take for a formula or a command."""
_LONGEST = 1_000
"""Longest text of a cell."""
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
COLUMNS = (
    "assignment",
    "duedate",
    "timestamp",
    "student_id",
    "last_name",
    "first_name",
    "email",
    "raw_score",
    "late_submission_penalty",
    "score",
    "max_score",
)
"""The columns of ``nbgrader export``, in its order."""
PROBLEM = "problem"
"""A further column where something could not be graded: why."""


def export(course: Course, name: str, target: Path, cells: bool = False) -> int:
    """Write one line for each student; who submitted nothing has zero points.

    The file is in UTF-8 with the mark by which Excel knows it.

    Args:
        course: the course.
        name: problem set.
        target: the file to write. It appears whole or not at all.
        cells: add a column for each graded cell; it is empty while a person has to grade it.

    Returns:
        Number of students.

    Raises:
        CourseError: if the gradebook does not know the set.
    """
    course.require(name)
    with course.gradebook() as gradebook:
        assignment = assignment_of(gradebook, name)
        submissions = {found.student: found for found in read_submissions(course, name, assignment)}
        rows = [
            _row(assignment, student, submissions.pop(student.id, None)) for student in gradebook.students
        ]
        # Whom the gradebook would not take.
        rows += [
            _row(assignment, SimpleNamespace(id=id, last_name="", first_name="", email=""), found)
            for id, found in submissions.items()
        ]
    last = (BESIDE, PROBLEM)
    extra = sorted({cell for row in rows for cell in row} - {*COLUMNS, *last}) if cells else []
    extra += [column for column in last if any(row.get(column) for row in rows)]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    columns = (*COLUMNS, *extra)
    writer.writerow(map(spreadsheet_cell, columns))
    for row in sorted(rows, key=lambda row: str(row["student_id"])):
        writer.writerow(spreadsheet_cell(row.get(column, "")) for column in columns)
    try:
        write_atomically(target, text.getvalue().encode("utf-8-sig", "replace"))
    except OSError as error:
        raise CourseError(f"{target} cannot be written: {error.strerror}.") from error
    return len(rows)


def spreadsheet_cell(value: str | float) -> str | float:
    """A value as a cell that a spreadsheet shows and never runs. The one border to the CSV file.

    A number stays one, and is the only thing that the file does not quote. A text that a spreadsheet might
    take for a formula (``=1+1``, ``@SUM(A1)``) gets an apostrophe before it, which says that it is text; a
    number that is written as text is none.
    """
    if not isinstance(value, str):
        return value
    shown = one_line(value, _LONGEST)
    return f"'{shown}" if _FORMULA.match(value) and not _NUMBER.fullmatch(value) else shown


def _row(assignment: Any, student: Any, submission: GradedSubmission | None) -> dict[str, str | float]:
    """The line of one student (`nbgrader.api.Student`)."""
    row: dict[str, str | float] = {
        "assignment": assignment.name,
        "duedate": str(assignment.duedate or ""),
        "student_id": student.id,
        "last_name": student.last_name or "",
        "first_name": student.first_name or "",
        "email": student.email or "",
        "max_score": assignment.max_score,
        "raw_score": 0.0,
        "late_submission_penalty": 0.0,
        "score": 0.0,
    }
    if submission is None:
        return row
    row |= {
        "timestamp": submission.timestamp,
        "raw_score": submission.score,
        "late_submission_penalty": submission.penalty,
        "score": submission.final,
    }
    if submission.problem:
        row[PROBLEM] = submission.problem
    for mark in submission.marks:
        row[f"{mark.notebook}/{mark.cell}"] = "" if mark.score is None else mark.score
    beside = [mark.score or 0.0 for mark in submission.marks if not mark.tamper_proof]
    if beside:
        row[BESIDE] = sum(beside)
    return row
