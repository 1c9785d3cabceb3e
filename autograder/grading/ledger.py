"""Takes finished results, keeps them safe, and enters them into the gradebook batch by batch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from autograder.course.folders import Course
from autograder.grading.autograded import write_autograded
from autograder.grading.gradebook import Writer
from autograder.grading.gradebook_rows import Outcome
from autograder.grading.jobs import Job, JobFactory
from autograder.grading.journal import Entry, Journal
from autograder.records import CellResult, Result

BATCH = 32
"""Submissions that are entered in one transaction."""


@dataclass(frozen=True)
class Graded:
    """What became of one submission."""

    student: str
    """Id of the student."""
    status: str
    """"graded", "unchanged" (graded by an earlier run) or "failed" (a person must look at it)."""
    cells: tuple[CellResult, ...] = ()
    """Its graded cells, without their outputs; empty if unchanged."""
    reason: str = ""
    """Why it failed; empty if it did not."""
    isolation: str = ""
    """What enclosed the student's code, in words."""
    seconds: float = 0.0
    """Wall time of its grading."""


class Ledger:
    """Takes finished results, keeps them in the journal, and enters them batch by batch."""

    def __init__(
        self, course: Course, name: str, journal: Journal, writer: Writer, on_graded: Callable[[Graded], None]
    ) -> None:
        self._course, self._name = course, name
        self._journal, self._writer, self._on_graded = journal, writer, on_graded
        self._known = writer.students()
        self._batch: list[tuple[Job, Entry]] = []
        self._noted: set[str] = set()
        self.done: list[Graded] = []

    def passes_over(self, job: Job, force: bool) -> bool:
        """Whether a submission needs no grading, or cannot have any; notes which."""
        student = job.student
        if student in self._noted:
            return True
        if not job.submission.notebooks:
            reason = "no notebook of the problem set was handed in"
            self._note(Graded(student, "failed", reason=reason))
            return True
        entered = self._journal.entered(student)
        same = entered is not None and entered.fingerprint == job.fingerprint and not entered.errors
        there = self._course.path("autograded", self._name, student).is_dir() and student in self._known
        if same and there and not force:
            self._note(Graded(student, "unchanged"))
        return student in self._noted

    def resume(self, jobs: JobFactory, students: Iterable[str], force: bool) -> None:
        """Enter what an earlier run finished and could not enter, as far as it still holds."""
        asked = set(students)
        for entry in self._journal.finished():
            if entry.student not in asked:
                continue
            job = jobs.job(entry.student)
            if force or entry.fingerprint != job.fingerprint:
                self._journal.drop(entry.student)
            else:
                self._add(job, entry, 0.0)
        self.enter()

    def take(self, job: Job, results: Mapping[str, Result], seconds: float) -> None:
        """Keep finished results; enter the batch when it is full."""
        entry = Entry(job.student, job.fingerprint, results)
        self._journal.finish(entry)
        self._add(job, entry, seconds)

    def _add(self, job: Job, entry: Entry, seconds: float) -> None:
        self._batch.append((job, entry))
        self._note(_outcome(entry, seconds))
        if len(self._batch) >= BATCH:
            self.enter()

    def enter(self) -> None:
        """Enter the batch: gradebook first, then the autograded folders, last the journal's note."""
        batch, self._batch = self._batch, []
        if not batch:
            return
        self._writer.write(
            Outcome(entry.student, entry.results, job.submission.timestamp) for job, entry in batch
        )
        for job, entry in batch:
            books = {name: result.notebook for name, result in entry.results.items() if not result.error}
            if books:
                write_autograded(self._course, self._name, job, books)
            self._journal.settle(entry)

    def _note(self, graded: Graded) -> None:
        self.done.append(graded)
        self._noted.add(graded.student)
        self._journal.log([_line(graded)])
        self._on_graded(graded)


def _outcome(entry: Entry, seconds: float) -> Graded:
    results = entry.results.values()
    reason = "; ".join(f"{name}: {result.error}" for name, result in entry.results.items() if result.error)
    cells = tuple(replace(cell, output="") for result in results for cell in result.cells)
    isolation = ", ".join(sorted({result.isolation for result in results}))
    return Graded(entry.student, "failed" if reason else "graded", cells, reason, isolation, seconds)


def _line(graded: Graded) -> str:
    verdicts = " ".join(f"{cell.grade_id}={cell.verdict}" for cell in graded.cells)
    enclosed = f"; {graded.isolation}" if graded.isolation else ""
    said = f" {graded.reason or verdicts}".rstrip()
    return f"{graded.student}: {graded.status}{said} ({graded.seconds:.2f} s{enclosed})"
