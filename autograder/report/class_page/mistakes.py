"""The most frequent mistakes of a class: patterns of failing tests, named by the faults of the bank.

Two submissions that fail the same tests of a task need not have the same mistake, so each pattern comes with
an example to look at, and with every fault of the bank that it may be.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from autograder.course.tasks import Task
from autograder.report.marks import GradedSubmission

MOST_FAULTS = 3
"""Faults of the bank that a pattern lists."""


@dataclass(frozen=True)
class Fault:
    """A wrong answer that is known: the tests that it fails, and what is wrong, in a sentence."""

    summary: str
    fails: frozenset[str]


@dataclass(frozen=True)
class Mistake:
    """Submissions that fail the same tests of a task."""

    task: Task
    cells: tuple[str, ...]
    """The tests that fail, in their order."""
    students: tuple[str, ...]
    """Whose submissions."""
    faults: tuple[str, ...]
    """What it may be, by the bank; empty if the bank knows no such pattern."""
    message: str
    """What the first of the tests said most often."""

    @property
    def example(self) -> str:
        """A student whose answer shows it."""
        return self.students[0]

    @property
    def all_fail(self) -> bool:
        """Whether every test of the task fails, as where nothing was answered."""
        return len(self.cells) == len(self.task.cells) > 1


def mistakes(
    submissions: Sequence[GradedSubmission], tasks: Sequence[Task], faults: Iterable[Fault] = ()
) -> list[Mistake]:
    """The mistakes of a class, the most frequent first."""
    known, found = list(faults), []
    for task in tasks:
        patterns: dict[tuple[str, ...], list[GradedSubmission]] = {}
        for submission in submissions:
            scores = _scores(submission, task)
            failing = tuple(cell for cell in task.cells if scores.get(cell, 1.0) <= 0)
            if failing:
                patterns.setdefault(failing, []).append(submission)
        found += [_mistake(task, cells, group, known) for cells, group in patterns.items()]
    return sorted(found, key=lambda mistake: (-len(mistake.students), mistake.task.title, mistake.cells))


def _scores(submission: GradedSubmission, task: Task) -> Mapping[str, float]:
    return {
        mark.cell: mark.score
        for mark in submission.marks
        if mark.notebook == task.notebook and mark.score is not None and mark.points > 0
    }


def _mistake(
    task: Task, cells: tuple[str, ...], group: Sequence[GradedSubmission], known: Sequence[Fault]
) -> Mistake:
    said: dict[str, int] = {}
    for submission in group:
        message = next((m.message for m in submission.marks if m.cell == cells[0] and m.message), "")
        said[message] = said.get(message, 0) + 1
    fitting = [fault.summary for fault in known if fault.fails == frozenset(cells)]
    students = tuple(sorted(submission.student for submission in group))
    return Mistake(task, cells, students, tuple(fitting[:MOST_FAULTS]), max(said, key=lambda m: (said[m], m)))
