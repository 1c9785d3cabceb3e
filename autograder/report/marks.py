"""Marks of a class: a score from nbgrader's gradebook, joined with what the grader said when it was given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from autograder.course.errors import CourseError
from autograder.course.folders import Course
from autograder.course.markers import Marker
from autograder.course.notebooks import read_cells
from autograder.course.plain_text import one_line
from autograder.grading.isolation import Done, isolated
from autograder.grading.journal import WHOLE, Entered, Journal
from autograder.records import CellResult, Verdict

Key = tuple[str, str]
"""Notebook and grade_id of a graded cell."""


@dataclass(frozen=True)
class Mark:
    """What one student got for one graded cell, and why."""

    student: str
    """Id of the student."""
    notebook: str
    """Notebook in which the cell stands."""
    cell: str
    """grade_id of the cell."""
    score: float | None
    """Points given, with the extra credit; None while a person still has to grade it."""
    points: float
    """Points the cell is worth."""
    verdict: Verdict
    """What became of the cell; it always fits the score."""
    message: str
    """What the grader said; empty if the score is not the one that it said it about."""
    by_hand: bool
    """Whether a person gave the score, or a part of it."""
    tamper_proof: bool = True
    """False where the test ran beside the student's code, which could have reached it."""
    public: str | None = None
    """What the student may read of the message where it tells of hidden tests; None where all of it."""

    @property
    def waits(self) -> bool:
        """Whether a person still has to grade the cell."""
        return self.score is None


@dataclass(frozen=True)
class GradedNotebook:
    """One notebook of a submission, apart from its marks."""

    name: str
    """Name of the notebook."""
    penalty: float
    """Points taken off because it was late."""
    comments: dict[str, str]
    """What a person wrote about a cell, by grade_id."""


@dataclass(frozen=True)
class GradedSubmission:
    """One submission with its marks."""

    student: str
    """Id of the student."""
    marks: tuple[Mark, ...]
    """Its graded cells, in the order of the notebooks."""
    score: float
    """Points in all, before the penalty."""
    points: float
    """Points that can be reached."""
    penalty: float
    """Points taken off because it was late."""
    timestamp: str
    """When it was handed in (UTC); empty if nobody knows."""
    notebooks: tuple[GradedNotebook, ...] = ()
    """Its notebooks, by name."""
    problem: str = ""
    """Why the hand-in or a part of it could not be graded, one line; empty if all of it was."""
    notes: tuple[str, ...] = ()
    """What the grader noticed besides, a sentence each."""

    @property
    def final(self) -> float:
        """Points after the penalty, not below zero."""
        return max(0.0, self.score - self.penalty)

    @property
    def graded(self) -> bool:
        """Whether there are marks: not where nothing of the hand-in could be graded."""
        return bool(self.marks) and not (self.problem and all(mark.waits for mark in self.marks))

    @property
    def open(self) -> int:
        """Cells that wait for a person."""
        return sum(mark.waits for mark in self.marks)


@dataclass(frozen=True)
class CellSummary:
    """One graded cell over the class."""

    cell: str
    """grade_id of the cell."""
    points: float
    """Points the cell is worth."""
    full: int
    """Submissions with all points."""
    part: int
    """Submissions with a part of them."""
    none: int
    """Submissions with no point."""
    open: int
    """Submissions that wait for a person."""
    beside: int = 0
    """Submissions whose mark is not tamper-proof: the test ran beside the student's code."""


def by_cell(submissions: Iterable[GradedSubmission]) -> list[CellSummary]:
    """How a class did in each graded cell, in the order of the notebooks."""
    found: dict[Key, list[Mark]] = {}
    for submission in submissions:
        for mark in submission.marks:
            found.setdefault((mark.notebook, mark.cell), []).append(mark)
    return [_summary(cell, marks) for (_, cell), marks in found.items()]


def _summary(cell: str, marks: list[Mark]) -> CellSummary:
    points = marks[0].points
    scores = [mark.score for mark in marks if mark.score is not None]
    full, none = sum(score >= points for score in scores), sum(score <= 0 < points for score in scores)
    open_, beside = len(marks) - len(scores), sum(not mark.tamper_proof for mark in marks)
    return CellSummary(cell, points, full, len(scores) - full - none, none, open_, beside)


def submissions_of(course: Course, name: str) -> list[GradedSubmission]:
    """All graded submissions of a problem set, by student.

    Raises:
        CourseError: if the gradebook does not know the set, or holds no submission of it.
    """
    course.require(name)
    with course.gradebook() as gradebook:
        found = read_submissions(course, name, assignment_of(gradebook, name))
    if not found:
        raise CourseError(f"{name} has no graded submission. Run `autograder grade {name}` first.")
    return found


def assignment_of(gradebook: Any, name: str) -> Any:
    """The problem set in an open gradebook (`nbgrader.api.Assignment`).

    Raises:
        CourseError: if the gradebook does not know it.
    """
    from nbgrader.api import MissingEntry

    try:
        return gradebook.find_assignment(name)
    except MissingEntry:
        raise CourseError(f"{name} is not in the gradebook. Run `autograder release {name}` first.") from None


def read_submissions(course: Course, name: str, assignment: Any) -> list[GradedSubmission]:
    """The submissions of a problem set (`nbgrader.api.Assignment`) in an open gradebook, by student."""
    order = {key: number for number, key in enumerate(_cells(course, name))}
    journal = Journal(course, name)
    found = [_shown(submission, journal, order, assignment) for submission in assignment.submissions]
    # Whom the gradebook would not take is in the journal alone.
    there, handed_in = {each.student for each in found}, set(course.students("submitted", name))
    books = tuple(GradedNotebook(book.name, 0.0, {}) for book in assignment.notebooks)
    found += [
        GradedSubmission(
            student, (), 0.0, assignment.max_score, 0.0, "", books, problem_of(entered), _notes(entered)
        )
        for student, entered in journal.failures().items()
        if student in handed_in - there
    ]
    return sorted(found, key=lambda submission: submission.student)


def _shown(submission: Any, journal: Journal, order: Mapping[Key, int], assignment: Any) -> GradedSubmission:
    """A submission with its marks; one that cannot be shown says why."""
    made = isolated("show", partial(_submission, submission, journal, order))
    if isinstance(made, Done):
        return made.value
    student = submission.student_id
    return GradedSubmission(student, (), 0.0, assignment.max_score, 0.0, "", problem=made.reason)


def _submission(submission: Any, journal: Journal, order: Mapping[Key, int]) -> GradedSubmission:
    student = submission.student_id
    entered = journal.entered(student)
    said = _said(entered)
    marks = [
        joined(student, book.name, grade, said.get((book.name, grade.name)))
        for book in submission.notebooks
        for grade in book.grades
    ]
    marks.sort(key=lambda mark: (order.get((mark.notebook, mark.cell), len(order)), mark.cell))
    return GradedSubmission(
        student,
        tuple(marks),
        submission.score,
        submission.max_score,
        submission.late_submission_penalty or 0.0,
        str(submission.timestamp or ""),
        tuple(sorted(map(_notebook, submission.notebooks), key=lambda book: book.name)),
        problem_of(entered) if entered else "",
        _notes(entered) if entered else (),
    )


def problem_of(entered: Entered) -> str:
    """Why something of a submission could not be graded, and whose the marks are then; empty if all was."""
    reasons = entered.errors.items()
    several = len({*entered.errors.values()}) > 1
    said = dict.fromkeys(f"{book}: {reason}" if several and book else reason for book, reason in reasons)
    earlier = any(book in entered.cells or (book == WHOLE and entered.cells) for book in entered.errors)
    kept = ["its marks are those of an earlier hand-in"] if said and earlier else []
    return one_line("; ".join([*said, *kept]), 1000)


def _notes(entered: Entered) -> tuple[str, ...]:
    return tuple(one_line(note, 1000) for notes in entered.notes.values() for note in notes)


def _notebook(book: Any) -> GradedNotebook:
    """What the gradebook has of a notebook (`nbgrader.api.SubmittedNotebook`) besides the marks."""
    comments = {comment.name: comment.comment for comment in book.comments if comment.comment}
    return GradedNotebook(book.name, book.late_submission_penalty or 0.0, comments)


def _said(entered: Entered | None) -> dict[Key, CellResult]:
    """What the grader entered last for a student, by cell."""
    books = entered.cells.items() if entered else ()
    return {(book, cell.grade_id): cell for book, cells in books for cell in cells}


def joined(student: str, notebook: str, grade: Any, said: CellResult | None) -> Mark:
    """The mark of one cell: the gradebook's score, and what the grader said if it said it about this score.

    Where the score is another one, because nbgrader's own command or a person graded since, the verdict
    follows from the score and there is no message.

    Args:
        student: id of the student.
        notebook: notebook in which the cell stands.
        grade: the gradebook's entry (`nbgrader.api.Grade`).
        said: what the grader entered last for the cell; None if it entered nothing.
    """
    waits = grade.manual_score is None and grade.auto_score is None
    score = None if waits else float(grade.score)
    points = float(grade.max_score)
    by_hand = grade.manual_score is not None or bool(grade.extra_credit)
    if said is not None and said.score == score:
        given = (score, points, said.verdict, said.message, by_hand)
        return Mark(student, notebook, grade.name, *given, tamper_proof=said.tamper_proof, public=said.public)
    return Mark(student, notebook, grade.name, score, points, _verdict(score, points), "", by_hand)


def _verdict(score: float | None, points: float) -> Verdict:
    if score is None:
        return "manual"
    return "passed" if score >= points else "partial" if score > 0 else "failed"


def _cells(course: Course, name: str) -> Iterator[Key]:
    """Notebook and grade_id of each marked cell, in the order of the source."""
    for path in course.notebooks(name):
        for cell in read_cells(path.read_bytes()):
            grade_id = Marker.of(cell).grade_id
            if grade_id:
                yield path.stem, grade_id
