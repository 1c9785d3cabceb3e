"""Results into nbgrader's gradebook: the rows that ``nbgrader autograde`` writes, many in one transaction.

Written are a student's row, the submission with its grades and comments where there is none, and of each
grade and comment what the autograder decides: ``auto_score``, ``needs_manual_grade``, ``auto_comment``, the
notebook's late penalty. What a person enters (``manual_score``, ``extra_credit``, ``manual_comment``,
extensions) is never touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from autograder.course import Course, CourseError
from autograder.record import Result


@dataclass(frozen=True)
class Outcome:
    """Everything that is to be entered for one student."""

    student: str
    """Id of the student."""
    results: Mapping[str, Result]
    """Results by notebook. A notebook that was not handed in is not here; its cells get zero points."""
    timestamp: datetime | None = None
    """When the submission was handed in (UTC, naive); None leaves what the gradebook has."""


class Writer:
    """The one who writes to the gradebook. Use it as a context; `write` is all or nothing."""

    def __init__(self, course: Course, name: str) -> None:
        self._course, self._name = course, name
        self._gradebook = course.gradebook()
        self._penalties = _penalties(course)

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

        session = self._gradebook.db
        try:
            with session.no_autoflush:
                assignment = self._assignment()
                for outcome in outcomes:
                    self._enter(assignment, outcome)
            session.commit()
        except SQLAlchemyError as error:
            session.rollback()
            reason = str(error).splitlines()[0]
            raise CourseError(
                f"the gradebook cannot be written: {reason}. Close what holds it; run again."
            ) from error
        finally:
            # The session would keep every row that it has seen.
            session.expunge_all()

    def _assignment(self) -> Any:
        from nbgrader.api import MissingEntry

        try:
            return self._gradebook.find_assignment(self._name)
        except MissingEntry:
            hint = f"Run `autograder release {self._name}` first."
            raise CourseError(f"{self._name} is not in the gradebook. {hint}") from None

    def _enter(self, assignment: Any, outcome: Outcome) -> None:
        submission = self._submission(assignment, outcome.student)
        if outcome.timestamp is not None:
            submission.timestamp = outcome.timestamp
        for book in submission.notebooks:
            result = outcome.results.get(book.notebook.name)
            if result is None:
                _enter_missing(book)
            elif result.error is None:
                _enter_scores(book, result)
                _enter_comments(book, result)
        self._gradebook.db.flush()
        for book in submission.notebooks:
            if (result := outcome.results.get(book.notebook.name)) is not None and result.error is None:
                self._enter_penalty(submission, book)

    def _submission(self, assignment: Any, student: str) -> Any:
        """The student's submission with all its rows; made, as `add_submission` does, where there is none."""
        from nbgrader.api import Comment, Grade, Student, SubmittedAssignment, SubmittedNotebook

        session = self._gradebook.db
        if session.get(Student, student) is None:
            session.add(Student(id=student))
        ids = {"assignment_id": assignment.id, "student_id": student}
        submission = session.query(SubmittedAssignment).filter_by(**ids).one_or_none()
        if submission is not None:
            return submission
        submission = SubmittedAssignment(**ids)
        session.add(submission)
        for notebook in assignment.notebooks:
            book = SubmittedNotebook(notebook_id=notebook.id, assignment=submission)
            session.add(book)
            graded, answered = (*notebook.grade_cells, *notebook.task_cells), notebook.solution_cells
            session.add_all(Grade(cell_id=cell.id, notebook=book) for cell in graded)
            session.add_all(
                Comment(cell_id=cell.id, notebook=book) for cell in (*answered, *notebook.task_cells)
            )
        session.flush()
        session.expire(submission)
        return submission

    def _enter_penalty(self, submission: Any, book: Any) -> None:
        """Points off for a late notebook, as the course's plugin says, between zero and its score."""
        book.late_submission_penalty = None
        late = submission.total_seconds_late
        if late <= 0:
            return
        self._gradebook.db.flush()
        self._gradebook.db.refresh(book, ["score"])
        penalty = self._penalties.late_submission_penalty(submission.student_id, book.score, late)
        if penalty is not None:
            book.late_submission_penalty = min(max(0.0, penalty), book.score)


def _penalties(course: Course) -> Any:
    """The plugin that the course configures for late submissions."""
    from nbgrader.preprocessors import AssignLatePenalties

    preprocessor = AssignLatePenalties(config=course.config)
    preprocessor.init_plugin()
    return preprocessor.plugin_inst


def _enter_scores(book: Any, result: Result) -> None:
    scores = {cell.grade_id: cell.score for cell in result.cells}
    for grade in book.grades:
        # A task is graded by a person alone; nbgrader leaves its row as it is.
        if grade.cell.type == "TaskCell" or grade.cell.name not in scores:
            continue
        grade.auto_score = scores[grade.cell.name]
        grade.needs_manual_grade = grade.manual_score is not None or grade.auto_score is None


def _enter_missing(book: Any) -> None:
    for grade in book.grades:
        grade.auto_score, grade.needs_manual_grade = 0, False


def _enter_comments(book: Any, result: Result) -> None:
    """ "No response." to an answer that is still what was released."""
    from nbformat import from_dict
    from nbformat.v4.rwbase import rejoin_lines
    from nbgrader.utils import compute_checksum, is_solution

    unchanged = {
        cell.metadata.nbgrader.grade_id: cell.metadata.nbgrader.get("checksum") == compute_checksum(cell)
        for cell in rejoin_lines(from_dict(result.notebook)).cells
        if is_solution(cell)
    }
    for comment in book.comments:
        if comment.cell.type == "TaskCell":
            comment.auto_comment = None
        elif comment.cell.name in unchanged:
            comment.auto_comment = "No response." if unchanged[comment.cell.name] else None
