"""Are a problem set's hidden tests right? The reference, the bank and mutants of the reference are graded.

A right answer must keep all its marks, a wrong one must lose what its file says, each test must be tripped by
some wrong answer, and a mutant must lose marks unless the bank lists it as equivalent.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from autograder import findings
from autograder.bank import EQUIVALENT, Equivalent, answers, equivalents, folder, solved
from autograder.course import Course, CourseError, solution_of
from autograder.excerpt import excerpt
from autograder.findings import Finding
from autograder.grading import JailMissing, Pool, grade_notebook
from autograder.mutants import Mutant, imported, key, mutants
from autograder.notebooks import parse
from autograder.record import Result, Settings
from autograder.source import read
from autograder.submission import text_of

LEAST = 0.95
"""Part of the mutants that must be killed."""
PATIENCE = 3.0
"""Shortest limit on a mutant's cell in seconds; a slow machine must not make a mutant look like a loop."""
SLOWDOWN = 4.0
"""How much longer than the whole reference one cell of a mutant may take."""

Job, Outcome = TypeVar("Job"), TypeVar("Outcome")


@dataclass(frozen=True)
class Audit:
    """What the audit of one problem set found."""

    name: str
    """Problem set."""
    points: float
    """Points that can be earned without a person who marks."""
    right: int
    """Right answers of the bank that were graded."""
    wrong: int
    """Wrong answers of the bank that were graded."""
    findings: tuple[Finding, ...]
    """What is to put right."""
    mutants: int
    """Mutants that were made; 0 if none were asked for."""
    equivalent: int
    """Of them, those that are listed as equivalent and keep all marks."""
    killed: int
    """Of them, those that lose marks."""
    slow: int
    """Of the killed ones, those that lose them by the time limit alone."""
    survivors: tuple[Mutant, ...]
    """The rest: those that keep all marks and are not listed."""
    seconds: float
    """Wall time of the audit."""

    @property
    def share(self) -> float:
        """Part of the mutants that are not equivalent which was killed; 1 if there are none."""
        mistakes = self.mutants - self.equivalent
        return self.killed / mistakes if mistakes else 1.0

    @property
    def passes(self) -> bool:
        """Whether there is nothing to put right and enough mutants were killed."""
        return not self.findings and self.share >= LEAST


def audited(course: Course, names: Iterable[str] = ()) -> list[str]:
    """The problem sets to audit: those asked for, or all that have a bank.

    Raises:
        CourseError: if one of `names` has no bank, or no set has one.
    """
    chosen = list(names)
    for name in chosen:
        folder(course, name)
    place = course.solutions or course.root
    found = chosen or [name for name in course.problem_sets() if (place / name / "bank").is_dir()]
    if not found:
        raise CourseError(
            f"no problem set has a bank of answers. Expected a folder {place / '<set>' / 'bank'}."
        )
    return found


def audit(
    course: Course,
    name: str,
    settings: Settings,
    workers: int = 1,
    mutate: bool = True,
    report: Callable[[int, int], None] = lambda done, total: None,
) -> Audit:
    """Audit a problem set. Nothing of the course is changed.

    Args:
        course: the course that has the set.
        name: problem set with a bank.
        settings: limits and jail.
        workers: answers that are graded at the same time.
        mutate: make mutants too.
        report: called with the number of answers that are graded and that of all answers.

    Raises:
        CourseError: if the set, its bank or its list of equivalent mutants is at fault, or this machine
            cannot enclose students' code.
    """
    begin = time.monotonic()
    right, wrong = (answers(course, name, kind) for kind in ("right", "wrong"))
    listed = equivalents(course, name) if mutate else []
    with Pool(settings) as pool:
        try:
            bench = _Bench(_source(course, name), settings, pool)
        except JailMissing as error:
            raise CourseError(str(error)) from error
        made = list(bench.mutants()) if mutate else []
        tally = _Tally(len(right) + len(wrong) + len(made), report)
        given = _mapped(lambda answer: bench.grade(answer.cells), right + wrong, workers, tally)
        outcomes = _mapped(bench.outcome, made, workers, tally)
    judged = list(zip(right + wrong, given, strict=True))
    found = [
        *findings.of_full_marks("reference", name, bench.reference),
        *(finding for pair in judged[: len(right)] for finding in findings.of_right(*pair)),
        *(finding for pair in judged[len(right) :] for finding in findings.of_wrong(*pair)),
        *findings.of_tests(given[len(right) :]),
        *_of_equivalents(listed, made, outcomes),
    ]
    counts = findings.possible(bench.reference), len(right), len(wrong)
    return Audit(
        name, *counts, tuple(found), **_of_mutants(listed, made, outcomes), seconds=time.monotonic() - begin
    )


def _of_mutants(listed: Iterable[Equivalent], made: list[Mutant], outcomes: list[str]) -> dict[str, Any]:
    """The fields of `Audit` that count mutants."""
    keys = {key(entry.cell, entry.function, entry.diff) for entry in listed}
    alive = [mutant for mutant, outcome in zip(made, outcomes, strict=True) if outcome == "survived"]
    survivors = tuple(mutant for mutant in alive if mutant.key not in keys)
    return {
        "mutants": len(made),
        "equivalent": len(alive) - len(survivors),
        "killed": len(made) - len(alive),
        "slow": outcomes.count("too slow"),
        "survivors": survivors,
    }


class _Bench:
    """Grades answers to one problem set; safe to share between threads."""

    def __init__(self, source: Any, settings: Settings, pool: Pool) -> None:
        self._settings, self._pool = settings, pool
        self._whole = _Part(source)
        self._parts: dict[str, tuple[_Part, Settings]] = {}
        self.reference = self.grade({})

    def grade(self, cells: Any, part: _Part | None = None, settings: Settings | None = None) -> Result:
        """Grade the reference with some cells answered otherwise."""
        part = part or self._whole
        submitted = text_of(solved(part.notebook, part.notebook, cells)).encode()
        return grade_notebook(submitted, part.source, settings or self._settings, pool=self._pool)

    def mutants(self) -> Iterator[Mutant]:
        """All mutants of the reference; the parts of the notebook that they are tried on are made ready."""
        cells = [cell for cell in self._whole.notebook.cells if cell.cell_type == "code"]
        modules = set[str]().union(*(imported(parse(cell.source)) for cell in cells))
        for cell in cells:
            marks = cell.metadata.get("nbgrader", {})
            if marks.get("solution"):
                self._parts[marks["grade_id"]] = self._part(marks["grade_id"])
                yield from mutants(marks["grade_id"], cell.source, modules)

    def outcome(self, mutant: Mutant) -> str:
        """Whether a mutant "survived", was "killed", or was killed because it was "too slow"."""
        part, limits = self._parts[mutant.cell]
        outcome = _outcome(self.grade({mutant.cell: mutant.source}, part, limits))
        if outcome == "survived" and part is not self._whole:
            outcome = _outcome(self.grade({mutant.cell: mutant.source}, None, self._limits(self.reference)))
        return outcome

    def _part(self, grade_id: str) -> tuple[_Part, Settings]:
        """The part of the notebook that a cell bears on, if the reference has full marks there."""
        part = _Part.of(excerpt(self._whole.source, grade_id))
        result = self.grade({}, part)
        if not result.cells or findings.tripped(result):
            part, result = self._whole, self.reference
        return part, self._limits(result)

    def _limits(self, reference: Result) -> Settings:
        seconds = min(self._settings.cell_seconds, max(PATIENCE, SLOWDOWN * reference.seconds))
        return replace(self._settings, cell_seconds=seconds)


class _Part:
    """A notebook, or a part of it, in the two forms that grading needs."""

    def __init__(self, notebook: Any) -> None:
        self.notebook = notebook
        self.source = text_of(notebook).encode()

    @classmethod
    def of(cls, source: bytes) -> _Part:
        import nbformat

        return cls(nbformat.reads(source.decode(), as_version=4))


class _Tally:
    """Counts what is done."""

    def __init__(self, total: int, report: Callable[[int, int], None]) -> None:
        self._done, self._total, self._report = 0, total, report
        report(0, total)

    def step(self) -> None:
        self._done += 1
        self._report(self._done, self._total)


def _mapped(
    work: Callable[[Job], Outcome], jobs: Iterable[Job], workers: int, tally: _Tally
) -> list[Outcome]:
    """The outcome of each job in their order, several at a time."""
    outcomes = []
    with ThreadPoolExecutor(workers) as threads:
        futures = [threads.submit(work, job) for job in jobs]
        try:
            for future in futures:
                outcomes.append(future.result())
                tally.step()
        finally:
            threads.shutdown(wait=False, cancel_futures=True)
    return outcomes


def _outcome(result: Result) -> str:
    failed = findings.tripped(result)
    if not failed and result.error is None:
        return "survived"
    return "too slow" if failed and all(cell.verdict == "timeout" for cell in failed) else "killed"


def _of_equivalents(
    listed: Iterable[Equivalent], made: Iterable[Mutant], outcomes: Iterable[str]
) -> Iterator[Finding]:
    """Entries of the list that match no mutant, or one that loses marks."""
    known = {mutant.key: outcome for mutant, outcome in zip(made, outcomes, strict=True)}
    for entry in listed:
        outcome = known.get(key(entry.cell, entry.function, entry.diff))
        subject = f"{entry.cell}, {entry.function}: {' '.join(entry.diff.split())}"
        if outcome is None:
            yield Finding("equivalent", subject, f"no mutant is like this entry of {EQUIVALENT}")
        elif outcome != "survived":
            yield Finding("equivalent", subject, f"listed in {EQUIVALENT}, but it loses marks ({outcome})")


def _source(course: Course, name: str) -> Any:
    path = solution_of(course.solutions, name) if course.solutions else None
    found = [path] if path else course.notebooks(name)
    if not found:
        raise CourseError(f"{name} has no notebook in {course.path('source', name)}.")
    return read(found[0])
