"""What stands on the page of a set: numbers of the class, read from gradebook, journal and hand-ins."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from autograder.course.folders import Course
from autograder.course.tasks import Task, tasks_of
from autograder.grading.journal import Journal
from autograder.report.class_page.items import Item, items
from autograder.report.class_page.mistakes import Fault, Mistake, mistakes
from autograder.report.class_page.similarity import Pair, answers_of, released_answers, similar
from autograder.report.marks import GradedSubmission, submissions_of

MOST_MISTAKES = 15
SLOWEST = 5


@dataclass(frozen=True)
class Spread:
    """How scores are spread, in points."""

    mean: float
    median: float
    deviation: float
    """Standard deviation of the class."""
    least: float
    most: float


@dataclass(frozen=True)
class TaskMark:
    """How the class did in a task."""

    task: Task
    points: float
    share: float | None
    """Part of the points that was earned; None while nobody's is known."""
    open: int
    """Submissions of which a part waits for a person."""


@dataclass(frozen=True)
class ClassFacts:
    """Everything on the page of a set."""

    name: str
    points: float
    submissions: tuple[GradedSubmission, ...]
    """Those that were graded, the best first."""
    failed: tuple[GradedSubmission, ...]
    """Those that could not be."""
    absent: tuple[str, ...]
    """Ids of students of the gradebook who handed in nothing."""
    names: dict[str, str]
    """First and last names by id."""
    spread: Spread | None
    """None where nothing was graded."""
    tasks: tuple[TaskMark, ...]
    items: tuple[Item, ...]
    mistakes: tuple[Mistake, ...]
    examples: dict[tuple[str, str], str]
    """What a student wrote into an answer, by student and grade_id, for the examples."""
    seconds: dict[str, float]
    """How long grading took, by student."""
    beside: dict[str, int]
    """Marks from tests that ran beside the student's code, by cell."""
    pairs: tuple[Pair, ...]

    def about(self, cell: str) -> str:
        """What a test is about, in the set's words; its name where the set has none."""
        return next((row.task.about[cell] for row in self.tasks if cell in row.task.about), cell)

    @property
    def late(self) -> int:
        """Submissions that lost points because they were late."""
        return sum(submission.penalty > 0 for submission in self.submissions)

    @property
    def waiting(self) -> int:
        """Marks that wait for a person."""
        return sum(submission.open for submission in self.submissions)

    @property
    def slowest(self) -> list[tuple[str, float]]:
        """Who took longest, in seconds."""
        return sorted(self.seconds.items(), key=lambda pair: -pair[1])[:SLOWEST]

    @property
    def typical_seconds(self) -> float:
        """Median of the grading times."""
        return statistics.median(self.seconds.values()) if self.seconds else 0.0


def facts(course: Course, name: str, faults: Iterable[Fault] = (), similarity: bool = True) -> ClassFacts:
    """Read the facts of a set.

    Args:
        course: the course.
        name: problem set.
        faults: wrong answers that are known, of the set's bank.
        similarity: look for submissions that look alike, which takes a while in a large class.

    Raises:
        CourseError: if nothing was graded.
    """
    every = submissions_of(course, name)
    graded = sorted((each for each in every if each.graded), key=lambda each: (-each.final, each.student))
    tasks, journal = tasks_of(course, name), Journal(course, name)
    entered = {each.student: journal.entered(each.student) for each in graded}
    found = mistakes(graded, tasks, faults)[:MOST_MISTAKES]
    answers = {each.student: answers_of(course, name, each.student) for each in graded} if similarity else {}
    for mistake in found:
        if mistake.example not in answers:
            answers[mistake.example] = answers_of(course, name, mistake.example)
    names = _names(course)
    beside: dict[str, int] = {}
    for mark in (mark for each in graded for mark in each.marks if not mark.tamper_proof):
        beside[mark.cell] = beside.get(mark.cell, 0) + 1
    return ClassFacts(
        name,
        every[0].points,
        tuple(graded),
        tuple(each for each in every if not each.graded),
        tuple(sorted(names.keys() - {each.student for each in every})),
        names,
        spread([each.final for each in graded]),
        tuple(_task(task, graded) for task in tasks),
        tuple(items(graded)),
        tuple(found),
        {
            (mistake.example, cell): answers[mistake.example].get(cell, "")
            for mistake in found
            for cell in mistake.task.answers
        },
        {student: known.seconds for student, known in entered.items() if known and known.seconds},
        beside,
        tuple(similar(answers, released_answers(course.path("release", name)))) if similarity else (),
    )


def spread(scores: Sequence[float]) -> Spread | None:
    """How scores are spread; None where there are none."""
    if not scores:
        return None
    return Spread(
        statistics.fmean(scores),
        statistics.median(scores),
        statistics.pstdev(scores),
        min(scores),
        max(scores),
    )


def _names(course: Course) -> dict[str, str]:
    with course.gradebook() as gradebook:
        return {
            student.id: f"{student.first_name or ''} {student.last_name or ''}".strip()
            for student in gradebook.students
        }


def _task(task: Task, graded: Sequence[GradedSubmission]) -> TaskMark:
    marks = [
        [mark for mark in each.marks if mark.notebook == task.notebook and mark.cell in task.cells]
        for each in graded
    ]
    points = max((sum(mark.points for mark in own) for own in marks), default=0.0)
    known = [mark for own in marks for mark in own if mark.score is not None]
    possible = sum(mark.points for mark in known)
    share = sum(mark.score or 0.0 for mark in known) / possible if possible else None
    return TaskMark(task, points, share, sum(any(mark.waits for mark in own) for own in marks))
