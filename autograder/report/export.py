"""Marks as a CSV file, for a learning management system or a spreadsheet."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from autograder.course.files import write_atomically
from autograder.course.folders import Course, CourseError

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
    from nbgrader.api import MissingEntry

    course.require(name)
    with course.gradebook() as gradebook:
        try:
            assignment = gradebook.find_assignment(name)
        except MissingEntry:
            raise CourseError(
                f"{name} is not in the gradebook. Run `autograder release {name}` first."
            ) from None
        by_student = {submission.student_id: submission for submission in assignment.submissions}
        rows = [_row(assignment, student, by_student.get(student.id)) for student in gradebook.students]
        extra = sorted({cell for row in rows for cell in row} - set(COLUMNS)) if cells else []
    text = io.StringIO()
    writer = csv.DictWriter(text, [*COLUMNS, *extra], restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(sorted(rows, key=lambda row: row["student_id"]))
    try:
        write_atomically(target, text.getvalue().encode())
    except OSError as error:
        raise CourseError(f"{target} cannot be written: {error.strerror}.") from error
    return len(rows)


def _row(assignment: object, student: object, submission: object | None) -> dict[str, object]:
    row: dict[str, object] = {
        "assignment": assignment.name,
        "duedate": assignment.duedate or "",
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
    penalty = submission.late_submission_penalty or 0.0
    row["timestamp"] = submission.timestamp or ""
    row["raw_score"], row["late_submission_penalty"] = submission.score, penalty
    row["score"] = max(0.0, submission.score - penalty)
    for notebook in submission.notebooks:
        for grade in notebook.grades:
            waits = grade.manual_score is None and grade.auto_score is None
            row[f"{notebook.name}/{grade.name}"] = "" if waits else grade.score
    return row
