"""Results into nbgrader's gradebook: the rows that ``nbgrader autograde`` writes, many in one transaction.

Written are a student's row, the submission with its grades and comments where there is none, and of each
grade and comment what the autograder decides: ``auto_score``, ``needs_manual_grade``, ``auto_comment``, the
notebook's late penalty. What a person enters (``manual_score``, ``extra_credit``, ``manual_comment``,
extensions) is never touched.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from functools import partial
from types import TracebackType
from typing import Any, Self

from autograder.course.errors import CourseError
from autograder.course.folders import Course
from autograder.course.nbgrader_compat import refusal, wait_for_lock
from autograder.grading.deadlines import Deadlines
from autograder.grading.gradebook_rows import Assignment, Batch, Outcome, select_rows
from autograder.grading.isolation import Failed
from autograder.grading.late_policy import plugin_of
from autograder.grading.penalties import renew

PATIENCE_SECONDS = 75.0
"""How long a batch waits while another program writes to the gradebook."""


class GradebookRefuses(CourseError):
    """The database cannot be written at all: locked, full, gone. No submission is to blame."""


class Writer:
    """The one who writes to the gradebook. Use it as a context; `write` is all or nothing."""

    def __init__(self, course: Course, name: str) -> None:
        self._course, self._name = course, name
        self._deadlines = Deadlines.of(course, name)
        self._gradebook = course.gradebook()
        # The plugin is loaded at the first submission that is late.
        self._penalties = partial(plugin_of, course)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._gradebook.close()

    def points(self) -> dict[str, dict[str, float]]:
        """Points of each automatically or manually graded cell, by notebook and grade_id, as released."""
        with _refusals():
            return {
                book.name: {cell.name: cell.max_score for cell in (*book.grade_cells, *book.task_cells)}
                for book in self._assignment().notebooks
            }

    def students(self) -> set[str]:
        """Students who have a submission of the set in the gradebook."""
        from nbgrader.api import SubmittedAssignment

        with _refusals():
            ids = self._gradebook.db.query(SubmittedAssignment.student_id)
            return {student for (student,) in ids.filter_by(assignment_id=self._assignment().id)}

    def write(self, outcomes: Iterable[Outcome], patience: float = PATIENCE_SECONDS) -> None:
        """Enter outcomes in one transaction: after a crash or an error either all of them are there or none.

        Args:
            outcomes: one for each student.
            patience: how long to wait while another program writes, in seconds.

        Raises:
            GradebookRefuses: if the database cannot be written.
            Exception: whatever else an outcome is at fault for. Nothing of `outcomes` is entered then.
        """
        with self._transaction(patience) as (connection, assignment):
            Batch(connection, assignment, self._penalties, list(outcomes)).enter()

    def renew_penalties(self, students: Collection[str]) -> dict[str, str | Failed]:
        """Bring late penalties up to date; what changed, as `penalties.renew` tells it.

        Raises:
            GradebookRefuses: if the database cannot be written.
        """
        with self._transaction(PATIENCE_SECONDS) as (connection, assignment):
            return renew(connection, assignment, students, self._penalties)

    def penalty_of(self, student: str, score: float, handed_in: datetime | None) -> float:
        """Points that a submission would lose which was handed in at some time (UTC, naive)."""
        with self._transaction(PATIENCE_SECONDS) as (connection, assignment):
            found = select_rows(connection, "SubmittedAssignment", "student_id", [student])
            given = next((row["extension"] for row in found if row["assignment_id"] == assignment.id), None)
            return assignment.taken_off(student, score, handed_in, given, self._penalties) or 0.0

    @contextlib.contextmanager
    def _transaction(self, patience: float) -> Iterator[tuple[Any, Assignment]]:
        try:
            with _refusals(), self._gradebook.engine.begin() as connection:
                for each in (connection, self._gradebook.db.connection()):
                    wait_for_lock(each, patience)
                yield connection, Assignment.read(connection, self._assignment(), self._deadlines)
        finally:
            self._gradebook.db.remove()

    def _assignment(self) -> Any:
        from nbgrader.api import MissingEntry

        try:
            return self._gradebook.find_assignment(self._name)
        except MissingEntry:
            hint = f"Run `autograder release {self._name}` first."
            raise CourseError(f"{self._name} is not in the gradebook. {hint}") from None


@contextlib.contextmanager
def _refusals() -> Iterator[None]:
    """Turn what a database says that cannot be used into one line."""
    from sqlalchemy.exc import OperationalError

    try:
        yield
    except OperationalError as error:
        raise GradebookRefuses(refusal(error)) from error
