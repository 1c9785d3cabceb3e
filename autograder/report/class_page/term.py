"""What stands on the page of the term: all sets that were graded, and everybody over all of them."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.course.errors import CourseError
from autograder.course.folders import Course
from autograder.report.class_page.facts import Spread, spread
from autograder.report.marks import GradedSubmission, assignment_of, read_submissions


@dataclass(frozen=True)
class SetRow:
    """One set over the class."""

    name: str
    points: float
    graded: int
    failed: int
    waiting: int
    """Marks that wait for a person."""
    spread: Spread | None

    @property
    def percent(self) -> float | None:
        """The mean in percent; None where nothing was graded."""
        return 100 * self.spread.mean / self.points if self.spread and self.points else None


@dataclass(frozen=True)
class StudentRow:
    """One student over all sets."""

    student: str
    name: str
    scores: tuple[float | None, ...]
    """Points in each set; None where nothing was graded."""
    total: float
    points: float
    """Points of the sets that were graded of anybody."""


@dataclass(frozen=True)
class TermFacts:
    """Everything on the page of the term."""

    sets: tuple[SetRow, ...]
    students: tuple[StudentRow, ...]


def term(course: Course) -> TermFacts:
    """Read the facts of all sets.

    Raises:
        CourseError: if none has a graded submission.
    """
    found: dict[str, dict[str, GradedSubmission]] = {}
    points: dict[str, float] = {}
    with course.gradebook() as gradebook:
        names = {
            student.id: f"{student.first_name or ''} {student.last_name or ''}".strip()
            for student in gradebook.students
        }
        released = {assignment.name for assignment in gradebook.assignments}
        for name in course.problem_sets():
            if name in released:
                assignment = assignment_of(gradebook, name)
                own = read_submissions(course, name, assignment)
                if own:
                    found[name] = {each.student: each for each in own}
                    points[name] = float(assignment.max_score)
    if not found:
        raise CourseError("no problem set has a graded submission. Run `autograder grade SET` first.")
    everybody = sorted({*names, *(student for own in found.values() for student in own)})
    rows = [
        SetRow(
            name,
            points[name],
            sum(each.graded for each in own.values()),
            sum(not each.graded for each in own.values()),
            sum(each.open for each in own.values() if each.graded),
            spread([each.final for each in own.values() if each.graded]),
        )
        for name, own in found.items()
    ]
    students = []
    for student in everybody:
        scores = tuple(
            own[student].final if student in own and own[student].graded else None for own in found.values()
        )
        total = sum(score for score in scores if score is not None)
        students.append(StudentRow(student, names.get(student, ""), scores, total, sum(points.values())))
    return TermFacts(tuple(rows), tuple(sorted(students, key=lambda row: (-row.total, row.student))))
