"""Takes finished results, keeps them safe, and enters them into the gradebook batch by batch.

Each step is taken through `isolation.isolated`: what cannot be kept, entered or written of one submission is
told about this one, and the others of its batch are entered without it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from autograder.course.folders import Course
from autograder.grading.autograded import write_autograded
from autograder.grading.gradebook import PATIENCE_SECONDS, GradebookRefuses, Writer
from autograder.grading.gradebook_rows import Outcome
from autograder.grading.isolation import Failed, isolated
from autograder.grading.jobs import Job
from autograder.grading.journal import Entry, Journal
from autograder.grading.regrade import only
from autograder.records import CellResult, Result

BATCH = 32
"""Submissions that are entered in one transaction."""
_PENALTIES = 500
"""Submissions whose late penalties are looked at in one transaction."""
_SHORT_PATIENCE = 1.0
"""How long an entry waits for the gradebook after its batch has waited in vain, in seconds."""


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
    notes: tuple[str, ...] = ()
    """What the instructor should know besides, a sentence each."""


@dataclass(frozen=True)
class _Item:
    """A submission on its way into the gradebook."""

    entry: Entry
    job: Job | None
    """What was handed in; None where it cannot be read."""
    graded: Graded

    def outcome(self) -> Outcome:
        when = None if self.job is None else self.job.submission.timestamp
        return Outcome(self.entry.student, self.entry.results, when, self.entry.cells)


@dataclass
class Ledger:
    """Takes finished results, keeps them in the journal, and enters them batch by batch."""

    course: Course
    name: str
    journal: Journal
    writer: Writer
    on_graded: Callable[[Graded], None]
    _done: dict[str, Graded] = field(default_factory=dict)
    _batch: list[_Item] = field(default_factory=list)
    _postponed: list[str] = field(default_factory=list)
    _patience: float = field(default_factory=lambda: PATIENCE_SECONDS)

    def __post_init__(self) -> None:
        self._known = self.writer.students()

    def done(self) -> list[Graded]:
        """What became of each submission so far, by student."""
        return [self._done[student] for student in sorted(self._done)]

    def is_unchanged(self, job: Job) -> bool:
        """Whether a submission needs no grading: an earlier run entered all of it as it is now.

        Changes nothing, so any thread may ask.
        """
        entered = self.journal.entered(job.student)
        same = entered is not None and entered.fingerprint == job.fingerprint and not entered.errors
        there = self.course.path("autograded", self.name, job.student).is_dir()
        return same and there and job.student in self._known

    def pass_over(self, student: str) -> None:
        """Note that a submission needs no grading."""
        self._note(Graded(student, "unchanged"))
        self.on_graded(self._done[student])

    def resume(self, read: Callable[[str], Job], students: Collection[str], force: bool) -> set[str]:
        """Enter what an earlier run finished and could not enter, as far as it still holds.

        Args:
            read: gives the job of a student.
            students: whose results are asked for.
            force: let go of all of them.

        Returns:
            Students whose results are entered now; the others are to be graded.
        """
        asked = set(students)
        for entry in self.journal.finished():
            if entry.student not in asked:
                continue
            job = isolated("read", partial(read, entry.student))
            if force or isinstance(job, Failed) or entry.fingerprint != job.value.fingerprint:
                self.journal.drop(entry.student)
            else:
                self._batch.append(_Item(entry, job.value, _outcome(entry, 0.0)))
        failed = {item.entry.student for item in self._entered()}
        for student in failed:
            # What an earlier version of the program, or a damaged disk, left behind may be to blame.
            isolated("keep", partial(self.journal.drop, student))
            del self._done[student]
        return set(self._done)

    def take(
        self, job: Job, results: Mapping[str, Result], seconds: float, cells: frozenset[str] = frozenset()
    ) -> None:
        """Keep finished results; enter the batch when it is full.

        Args:
            job: what was handed in.
            results: what was found out, by notebook.
            seconds: how long that took.
            cells: the cells whose marks are entered; empty for all.
        """
        whole = True
        if cells:
            results, whole = only(results, cells, self.journal.entered(job.student))
        entry = Entry(job.student, job.fingerprint, results, job.notes, tuple(sorted(cells)), whole)
        self._keep(entry, job, seconds)

    def refuse(self, student: str, job: Job | None, results: Mapping[str, Result]) -> None:
        """Take a submission that could not be graded at all: ``results`` say why, by notebook."""
        self._keep(Entry(student, "", results, job.notes if job else ()), job, 0.0)

    def _keep(self, entry: Entry, job: Job | None, seconds: float) -> None:
        graded = _outcome(entry, seconds)
        kept = isolated("keep", partial(self.journal.finish, entry))
        if isinstance(kept, Failed):
            self._fail(graded, kept)
        else:
            self._batch.append(_Item(entry, job, graded))
        self.on_graded(graded)
        if len(self._batch) >= BATCH:
            self.enter()

    def enter(self) -> None:
        """Enter the batch: gradebook first, then the autograded folders, last the journal's note.

        Where the gradebook refuses the results stay in the journal, and `close` tries again.
        """
        batch = self._batch
        try:
            self._entered()
            self._patience = PATIENCE_SECONDS
        except GradebookRefuses:
            self._postponed += [item.entry.student for item in batch]
            self._patience = _SHORT_PATIENCE

    def close(self, read: Callable[[str], Job]) -> None:
        """Enter what is left, and bring the late penalties of the submissions passed over up to date.

        Raises:
            GradebookRefuses: if the gradebook still cannot be written. What was graded is kept.
        """
        self.enter()
        if self._postponed:
            self._patience = PATIENCE_SECONDS
            waiting, self._postponed = self._postponed, []
            self.resume(read, waiting, False)
        unchanged = [graded.student for graded in self.done() if graded.status == "unchanged"]
        for start in range(0, len(unchanged), _PENALTIES):
            told = self.writer.renew_penalties(unchanged[start : start + _PENALTIES])
            for student, what in told.items():
                if isinstance(what, Failed):
                    self._fail(self._done[student], what)
                else:
                    self._note(replace(self._done[student], notes=(f"{what}.",)))

    def _entered(self) -> list[_Item]:
        """Enter the batch as far as it can be; return what cannot, with a note of the reason.

        Raises:
            GradebookRefuses: if nothing can be entered because of the gradebook itself.
        """
        batch, self._batch = self._batch, []
        failed = self._written(batch)
        for item in batch:
            what = failed.get(item.entry.student) or self._settled(item)
            if what is None:
                self._note(item.graded)
            else:
                failed[item.entry.student] = what
                self._fail(item.graded, what)
        return [item for item in batch if item.entry.student in failed]

    def _written(self, batch: Sequence[_Item]) -> dict[str, Failed]:
        """Write a batch into the gradebook, one by one if it fails as a whole; who failed, and how."""
        if not batch:
            return {}
        outcomes = [item.outcome() for item in batch]
        whole = isolated("enter", lambda: self.writer.write(outcomes, self._patience))
        if not isinstance(whole, Failed):
            return {}
        failed, entered = {}, 0
        for outcome in outcomes:
            alone = partial(self.writer.write, [outcome], _SHORT_PATIENCE)
            made = isolated("enter", alone) if len(outcomes) > 1 else whole
            if isinstance(made, Failed):
                failed[outcome.student] = made
            else:
                entered += 1
            refusals = [each.error for each in failed.values() if isinstance(each.error, GradebookRefuses)]
            if not entered and len(refusals) == min(2, len(outcomes)):
                raise refusals[0]  # two in a row are none of the students' fault
        return failed

    def _settled(self, item: _Item) -> Failed | None:
        """Write the autograded folder of an entered submission, then note that all is done."""
        entry, files = item.entry, {} if item.job is None else item.job.beside_notebook
        folder = partial(write_autograded, self.course, self.name, entry.student, files, entry.results)
        written = isolated("write", folder)
        if isinstance(written, Failed):
            return written
        settled = isolated("keep", partial(self.journal.settle, entry))
        return settled if isinstance(settled, Failed) else None

    def _fail(self, graded: Graded, failed: Failed) -> None:
        """Note that something failed, on disk too where that is possible."""
        isolated("keep", partial(self.journal.fail, graded.student, failed.reason))
        reason = "; ".join(filter(None, (graded.reason, failed.reason)))
        self._note(replace(graded, status="failed", reason=reason))

    def _note(self, graded: Graded) -> None:
        logged = isolated("note", lambda: self.journal.log([_line(graded)]))
        if isinstance(logged, Failed):
            graded = replace(graded, notes=(*graded.notes, f"{logged.reason}."))
        self._done[graded.student] = graded


def _outcome(entry: Entry, seconds: float) -> Graded:
    results = entry.results.values()
    errors = {name: result.error for name, result in entry.results.items() if result.error}
    # A submission that cannot be read at all has the same reason for each notebook.
    same = len(errors) > 1 and len({*errors.values()}) == 1
    said = [next(iter(errors.values()))] if same else [f"{name}: {error}" for name, error in errors.items()]
    cells = tuple(replace(cell, output="") for result in results for cell in result.cells)
    isolation = ", ".join(sorted({result.isolation for result in results if result.isolation}))
    notes = (*entry.notes, *(note for result in results for note in result.notes))
    status = "failed" if errors else "graded"
    return Graded(entry.student, status, cells, "; ".join(said), isolation, seconds, notes)


def _line(graded: Graded) -> str:
    verdicts = " ".join(f"{cell.grade_id}={cell.verdict}" for cell in graded.cells)
    enclosed = f"; {graded.isolation}" if graded.isolation else ""
    said = f" {graded.reason or verdicts}".rstrip()
    return f"{graded.student}: {graded.status}{said} ({graded.seconds:.2f} s{enclosed})"
