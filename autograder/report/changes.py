"""Whose marks a run has changed, from what to what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rich.table import Table

from autograder.course.folders import Course
from autograder.report.marks import GradedSubmission, assignment_of, read_submissions
from autograder.report.tables import text

Marks = Mapping[str, GradedSubmission]
"""The marks of a class at some time, by student."""


@dataclass(frozen=True)
class CellChange:
    """A cell whose mark is another one now."""

    cell: str
    """grade_id of the cell."""
    before: float | None
    """Points before; None where a person had to give them, or there were none."""
    after: float | None
    """Points now."""


@dataclass(frozen=True)
class Change:
    """A student whose marks are others now."""

    student: str
    """Id of the student."""
    before: float
    """Points in all before, after the late penalty."""
    after: float
    """Points in all now."""
    cells: tuple[CellChange, ...]
    """The cells that make the difference."""
    penalty: tuple[float, float] = (0.0, 0.0)
    """Points off for lateness before and now."""


def marks_now(course: Course, name: str) -> Marks:
    """The marks that the gradebook has now.

    Raises:
        CourseError: if the gradebook does not know the set.
    """
    with course.gradebook() as gradebook:
        found = read_submissions(course, name, assignment_of(gradebook, name))
        return {each.student: each for each in found}


def changes(before: Marks, after: Marks) -> list[Change]:
    """Students who had marks and have others now, by id."""
    found = []
    for student in sorted(before.keys() & after.keys()):
        old, new = before[student], after[student]
        if not old.graded:
            continue  # could not be graded before
        scores = {(mark.notebook, mark.cell): mark.score for mark in old.marks}
        cells = tuple(
            CellChange(mark.cell, scores.get((mark.notebook, mark.cell)), mark.score)
            for mark in new.marks
            if scores.get((mark.notebook, mark.cell)) != mark.score
        )
        if cells or old.final != new.final or old.penalty != new.penalty:
            found.append(Change(student, old.final, new.final, cells, (old.penalty, new.penalty)))
    return found


def by_hand(after: Marks) -> int:
    """Marks that a person gave."""
    return sum(mark.by_hand for submission in after.values() for mark in submission.marks)


def table(name: str, found: Iterable[Change]) -> Table:
    """Whose marks have changed."""
    made = Table("student", "before", "now", "why", title=text(name))
    for change in found:
        parts = [f"{cell.cell} {_points(cell.before)} → {_points(cell.after)}" for cell in change.cells]
        if change.penalty[0] != change.penalty[1]:
            parts.append(f"late −{change.penalty[0]:g} → −{change.penalty[1]:g}")
        made.add_row(text(change.student), f"{change.before:g}", f"{change.after:g}", text(", ".join(parts)))
    return made


def line(found: list[Change], before: Marks, after: Marks) -> str:
    """How many marks have changed, and what stayed because a person gave it."""
    up, down = (
        sum(change.after > change.before for change in found),
        sum(change.after < change.before for change in found),
    )
    parts = [f"{up} up"] * bool(up) + [f"{down} down"] * bool(down)
    kept = by_hand(after)
    hand = f" {kept} mark{'s' if kept != 1 else ''} given by hand stayed." if kept else ""
    new = len(after.keys() - before.keys())
    first = f" {new} had no marks before." if new else ""
    told = f": {', '.join(parts)}" if parts else ""
    return f"Marks changed for {len(found)} of {len(after)} students{told}.{first}{hand}"


def _points(score: float | None) -> str:
    return "by hand" if score is None else f"{score:g}"
