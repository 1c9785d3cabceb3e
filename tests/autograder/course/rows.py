"""The rows of a gradebook, to compare two of them."""

from datetime import datetime
from typing import Any

from nbgrader.plugins import LateSubmissionPlugin

from autograder.course.folders import Course


def rows(course: Course, name: str = "tiny") -> dict[str, Any]:
    """Everything that grading writes and people enter, by student, notebook and cell."""
    with course.gradebook() as gradebook:
        submissions = gradebook.find_assignment(name).submissions
        return {submission.student_id: _submission(submission) for submission in submissions}


def _submission(submission: Any) -> dict[str, Any]:
    books = {book.name: _book(book) for book in submission.notebooks}
    return {"timestamp": submission.timestamp, "score": submission.score, "books": books}


def _book(book: Any) -> dict[str, Any]:
    grades = {
        grade.name: (grade.auto_score, grade.manual_score, grade.extra_credit, grade.needs_manual_grade)
        for grade in book.grades
    }
    comments = {comment.name: (comment.auto_comment, comment.manual_comment) for comment in book.comments}
    return {"grades": grades, "comments": comments, "penalty": book.late_submission_penalty}


def set_due(course: Course, due: datetime, name: str = "tiny") -> None:
    with course.gradebook() as gradebook:
        gradebook.update_or_create_assignment(name, duedate=due)


def mark_by_hand(
    course: Course, student: str, cell: str, score: float, extra: float, name: str = "tiny"
) -> None:
    """What formgrader does when a person gives points and writes a comment."""
    with course.gradebook() as gradebook:
        grade = gradebook.find_grade(cell, "tiny", "tiny", student)
        grade.manual_score, grade.extra_credit, grade.needs_manual_grade = score, extra, False
        comment = gradebook.find_comment("half", "tiny", "tiny", student)
        comment.manual_comment = "Nearly."
        gradebook.db.commit()


class PerHour(LateSubmissionPlugin):
    """A point for each hour: more than there is to take off in the end."""

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float:
        return total_seconds_late / 3600
