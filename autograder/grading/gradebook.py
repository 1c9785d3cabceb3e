"""Results into nbgrader's gradebook: the rows that ``nbgrader autograde`` writes, many in one transaction.

Written are a student's row, the submission with its grades and comments where there is none, and of each
grade and comment what the autograder decides: ``auto_score``, ``needs_manual_grade``, ``auto_comment``, the
notebook's late penalty. What a person enters (``manual_score``, ``extra_credit``, ``manual_comment``,
extensions) is never touched.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from types import TracebackType
from typing import Any, Self

from autograder.course.errors import CourseError
from autograder.course.folders import Course
from autograder.course.nbgrader_compat import penalty_plugin
from autograder.grading.gradebook_rows import Assignment, Batch, Outcome


class Writer:
    """The one who writes to the gradebook. Use it as a context; `write` is all or nothing."""

    def __init__(self, course: Course, name: str) -> None:
        self._course, self._name = course, name
        self._gradebook = course.gradebook()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._gradebook.close()

    def points(self) -> dict[str, dict[str, float]]:
        """Points of each automatically or manually graded cell, by notebook and grade_id, as released."""
        assignment = self._assignment()
        return {
            book.name: {cell.name: cell.max_score for cell in (*book.grade_cells, *book.task_cells)}
            for book in assignment.notebooks
        }

    def students(self) -> set[str]:
        """Students who have a submission of the set in the gradebook."""
        from nbgrader.api import SubmittedAssignment

        ids = self._gradebook.db.query(SubmittedAssignment.student_id)
        return {student for (student,) in ids.filter_by(assignment_id=self._assignment().id)}

    def write(self, outcomes: Iterable[Outcome]) -> None:
        """Enter outcomes in one transaction: after a crash or an error either all of them are there or none.

        Raises:
            CourseError: if the database refuses; nothing of `outcomes` is entered.
        """
        from sqlalchemy.exc import SQLAlchemyError

        try:
            with self._gradebook.engine.begin() as connection:
                assignment = Assignment.read(connection, self._assignment())
                # The plugin is loaded at the first submission that is late.
                penalties = partial(penalty_plugin, self._course.config)
                Batch(connection, assignment, penalties, list(outcomes)).enter()
        except SQLAlchemyError as error:
            reason = f"the gradebook cannot be written: {str(error).splitlines()[0]}"
            raise CourseError(f"{reason}. Close what holds it and run again.") from error
        finally:
            self._gradebook.db.remove()

    def _assignment(self) -> Any:
        from nbgrader.api import MissingEntry

        try:
            return self._gradebook.find_assignment(self._name)
        except MissingEntry:
            hint = f"Run `autograder release {self._name}` first."
            raise CourseError(f"{self._name} is not in the gradebook. {hint}") from None
