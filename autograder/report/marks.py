"""Marks of a class, read from nbgrader's gradebook."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.course.folders import Course, CourseError


@dataclass(frozen=True)
class Mark:
    """One graded cell of one submission."""

    notebook: str
    """Notebook in which the cell stands."""
    cell: str
    """grade_id of the cell."""
    score: float | None
    """Points given, with the extra credit; None while a person still has to grade it."""
    points: float
    """Points the cell is worth."""


@dataclass(frozen=True)
class Marks:
    """One submission."""

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

    @property
    def final(self) -> float:
        """Points after the penalty, not below zero."""
        return max(0.0, self.score - self.penalty)

    @property
    def open(self) -> int:
        """Cells that wait for a person."""
        return sum(mark.score is None for mark in self.marks)


@dataclass(frozen=True)
class CellMarks:
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


def by_cell(rows: list[Marks]) -> list[CellMarks]:
    """How a class did in each graded cell, in the order of the notebooks."""
    found: dict[tuple[str, str], list[Mark]] = {}
    for row in rows:
        for mark in row.marks:
            found.setdefault((mark.notebook, mark.cell), []).append(mark)
    return [_cell_marks(cell, cells) for (_, cell), cells in found.items()]


def _cell_marks(cell: str, cells: list[Mark]) -> CellMarks:
    points = cells[0].points
    scores = [mark.score for mark in cells if mark.score is not None]
    full, none = sum(score >= points for score in scores), sum(score <= 0 < points for score in scores)
    return CellMarks(cell, points, full, len(scores) - full - none, none, len(cells) - len(scores))


def marks(course: Course, name: str) -> list[Marks]:
    """All graded submissions of a problem set, by student.

    Raises:
        CourseError: if the gradebook does not know the set, or holds no submission of it.
    """
    from nbgrader.api import MissingEntry

    course.require(name)
    order = {key: i for i, key in enumerate(_cells(course, name))}
    with course.gradebook() as gradebook:
        try:
            submissions = gradebook.find_assignment(name).submissions
        except MissingEntry:
            raise CourseError(
                f"{name} is not in the gradebook. Run `autograder release {name}` first."
            ) from None
        found = [_marks(submission, order) for submission in submissions]
    if not found:
        raise CourseError(f"{name} has no graded submission. Run `autograder grade {name}` first.")
    return sorted(found, key=lambda entry: entry.student)


def _marks(submission: object, order: dict[tuple[str, str], int]) -> Marks:
    cells = [
        Mark(book.name, grade.name, _score(grade), grade.max_score)
        for book in submission.notebooks
        for grade in book.grades
    ]
    cells.sort(key=lambda mark: (order.get((mark.notebook, mark.cell), len(order)), mark.cell))
    return Marks(
        submission.student_id,
        tuple(cells),
        submission.score,
        submission.max_score,
        submission.late_submission_penalty or 0.0,
    )


def _score(grade: object) -> float | None:
    return None if grade.manual_score is None and grade.auto_score is None else grade.score


def _cells(course: Course, name: str) -> list[tuple[str, str]]:
    """Notebook and grade_id of each marked cell, in the order of the source."""
    import json

    found = []
    for path in course.notebooks(name):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
            if grade_id:
                found.append((path.stem, grade_id))
    return found
