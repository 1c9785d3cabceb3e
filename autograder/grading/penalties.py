"""Late penalties, computed anew for what was graded by an earlier run: due dates move, extensions are given.

A penalty follows from the time stamp, the due date, the extension, the score and the course's plugin. None of
them but the first is a part of the submission, so it is looked at in every run.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial
from typing import Any

from sqlalchemy import Connection

from autograder.grading.gradebook_rows import Assignment, Row, select_rows, update_rows
from autograder.grading.isolation import Done, Failed, isolated


def renew(
    connection: Connection, assignment: Assignment, students: Collection[str], plugin: Callable[[], Any]
) -> dict[str, str | Failed]:
    """Bring the penalties of some students up to date.

    Args:
        connection: a connection in a transaction.
        assignment: the problem set.
        students: whose submissions.
        plugin: gives the course's plugin.

    Returns:
        For each student whose penalty is another one now, a sentence about it; for each one for whom the
        plugin failed, how.
    """
    found = select_rows(connection, "SubmittedAssignment", "student_id", students)
    submissions = {row["id"]: row for row in found if row["assignment_id"] == assignment.id}
    update_rows(connection, "SubmittedAssignment", assignment.extended(submissions.values()), "extension")
    books = select_rows(connection, "SubmittedNotebook", "assignment_id", submissions)
    grades: dict[str, list[Row]] = {row["id"]: [] for row in books}
    for row in select_rows(connection, "Grade", "notebook_id", grades):
        grades[row["notebook_id"]].append(row)
    told: dict[str, str | Failed] = {}
    changed = []
    for book in books:
        submission = submissions[book["assignment_id"]]
        made = isolated("enter", partial(assignment.penalty, submission, grades[book["id"]], plugin))
        if isinstance(made, Done) and made.value != book["late_submission_penalty"]:
            told[submission["student_id"]] = _sentence(book["late_submission_penalty"], made.value)
            changed.append(book | {"late_submission_penalty": made.value})
        elif isinstance(made, Failed):
            told[submission["student_id"]] = made
    update_rows(connection, "SubmittedNotebook", changed, "late_submission_penalty")
    return told


def _sentence(before: float | None, now: float | None) -> str:
    return f"the late penalty is now {now or 0:g} points, it was {before or 0:g}"
