"""Marks as a CSV file, for a learning management system or a spreadsheet."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from autograder.course.errors import CourseError
from autograder.course.files import write_atomically
from autograder.course.folders import Course
from autograder.report.marks import GradedSubmission, assignment_of, read_submissions

BESIDE = "not_tamper_proof"
"""A last column, where it has something to say: points from tests that ran beside the student's code."""
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


def export(course: Course, name: str, target: Path, cells: bool = False) -> int:
    """Write one line for each student of the gradebook; who submitted nothing has zero points.

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
        rows = [_row(assignment, student, submissions.get(student.id)) for student in gradebook.students]
    extra = sorted({cell for row in rows for cell in row} - {*COLUMNS, BESIDE}) if cells else []
    extra += [BESIDE] * any(row.get(BESIDE) for row in rows)
    text = io.StringIO()
    writer = csv.DictWriter(text, [*COLUMNS, *extra], restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(sorted(rows, key=lambda row: str(row["student_id"])))
    try:
        write_atomically(target, text.getvalue().encode())
    except OSError as error:
        raise CourseError(f"{target} cannot be written: {error.strerror}.") from error
    return len(rows)


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
    for mark in submission.marks:
        row[f"{mark.notebook}/{mark.cell}"] = "" if mark.score is None else mark.score
    beside = [mark.score or 0.0 for mark in submission.marks if not mark.tamper_proof]
    if beside:
        row[BESIDE] = sum(beside)
    return row
