"""What still waits for a person, set by set: answers to be marked by hand, submissions to be looked at."""

from __future__ import annotations

from dataclasses import dataclass

from rich.table import Table

from autograder.course.folders import Course
from autograder.report.marks import assignment_of, read_submissions
from autograder.report.tables import count, text


@dataclass(frozen=True)
class Waiting:
    """An answer of a set that waits, over the class."""

    set: str
    """The problem set."""
    cell: str
    """grade_id of the answer."""
    points: float
    """Points that it is worth."""
    students: tuple[str, ...]
    """Whose answers wait."""
    done: int
    """Answers that a person has marked."""


@dataclass(frozen=True)
class Todo:
    """What waits in a course."""

    waiting: tuple[Waiting, ...]
    """Answers that wait."""
    failed: dict[str, dict[str, str]]
    """Why submissions could not be graded, by set and student."""
    ungraded: dict[str, tuple[str, ...]]
    """Students whose submissions have not been graded yet, by set."""

    @property
    def marks(self) -> int:
        """How many marks are missing."""
        return sum(len(each.students) for each in self.waiting)

    @property
    def empty(self) -> bool:
        """Whether nothing waits."""
        return not (self.waiting or self.failed or self.ungraded)


def todo(course: Course, name: str = "") -> Todo:
    """Find what waits.

    Args:
        course: the course.
        name: one problem set; all if empty.

    Raises:
        CourseError: if there is no such set.
    """
    waiting: list[Waiting] = []
    failed: dict[str, dict[str, str]] = {}
    ungraded: dict[str, tuple[str, ...]] = {}
    names = [course.require(name)] if name else course.problem_sets()
    with course.gradebook() as gradebook:
        released = {assignment.name for assignment in gradebook.assignments}
        for each in names:
            if each not in released:
                continue
            submissions = read_submissions(course, each, assignment_of(gradebook, each))
            there = {submission.student for submission in submissions}
            if left := sorted({*course.students("submitted", each)} - there):
                ungraded[each] = tuple(left)
            if problems := {s.student: s.problem for s in submissions if s.problem}:
                failed[each] = problems
            open_: dict[tuple[str, str, float], list[str]] = {}
            marked: dict[str, int] = {}
            for submission in submissions:
                for mark in submission.marks:
                    if mark.waits and submission.student not in failed.get(each, {}):
                        key = (mark.notebook, mark.cell, mark.points)
                        open_.setdefault(key, []).append(submission.student)
                    elif mark.by_hand:
                        marked[mark.cell] = marked.get(mark.cell, 0) + 1
            waiting += [
                Waiting(each, cell, points, tuple(students), marked.get(cell, 0))
                for (_, cell, points), students in open_.items()
            ]
    return Todo(tuple(waiting), failed, ungraded)


def table(found: Todo) -> Table:
    """What waits for marks by hand."""
    made = Table("set", "answer", "points", "waiting", "marked", "whose")
    for each in found.waiting:
        shown = ", ".join(each.students[:5]) + (", …" if len(each.students) > 5 else "")
        made.add_row(
            text(each.set),
            text(each.cell),
            f"{each.points:g}",
            str(len(each.students)),
            str(each.done or ""),
            text(shown),
        )
    return made


def lines(found: Todo) -> list[str]:
    """What else waits, and where to mark."""
    made = []
    if found.waiting:
        sets = list(dict.fromkeys(each.set for each in found.waiting))
        made.append(
            f"{found.marks} mark{'s' if found.marks != 1 else ''} of {count(sets, 'set')} to give by hand, "
            "in nbgrader's formgrader, under Manual Grading."
        )
    for name, students in found.ungraded.items():
        number = count(students, "submission")
        made.append(f"{name}: {number} not graded yet. Run `autograder grade {name}`.")
    for name, problems in found.failed.items():
        made += [f"{name}, {student}: {problem}" for student, problem in problems.items()]
    return made or ["Nothing waits."]
