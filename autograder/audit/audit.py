"""Are a problem set's hidden tests right? The reference, the bank, and mutants of what is right are graded.

A right answer must keep all its marks, a wrong one must lose what its file says, an answer that knows nothing
of the task must earn nothing, each test must be tripped by some wrong answer, each property that the set
promises must have a test and a wrong answer, and a mutant of the reference or of a right answer must lose
marks unless the bank lists it as equivalent.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, TypeVar

from autograder.audit import findings
from autograder.audit.answer_grader import AnswerGrader, shared
from autograder.audit.bank import EQUIVALENT, Answer, Equivalent, answers, equivalents, folder
from autograder.audit.contract import contract, of_contract, properties, unproven
from autograder.audit.findings import Finding
from autograder.audit.mutants import Mutant, key
from autograder.audit.nonsense import Nonsense
from autograder.audit.outcomes import Outcome, Outcomes
from autograder.course.errors import CourseError
from autograder.course.folders import Course, solution_of
from autograder.course.graded_source import prepared
from autograder.course.nbgrader_compat import upgraded
from autograder.course.notebooks import text_of
from autograder.course.source import read
from autograder.course.submission import support_files
from autograder.grading.calibration import calibrate
from autograder.grading.decisions import kept
from autograder.grading.notebook import Grader, JailMissing
from autograder.records import FilesBeside, Settings

if TYPE_CHECKING:
    from nbformat import NotebookNode

LEAST = 0.95
"""Part of the mutants that must be killed."""

Answered = TypeVar("Answered")
Made = TypeVar("Made")


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
    properties: int
    """Properties that the set's contract lists; 0 if it has none."""
    unproven: int
    """Of them, those without a test, or without a wrong answer that breaks them alone."""
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
    banks = course.solutions or course.root
    found = chosen or [name for name in course.problem_sets() if (banks / name / "bank").is_dir()]
    if not found:
        raise CourseError(
            f"no problem set has a bank of answers. Expected a folder {banks / '<set>' / 'bank'}."
        )
    return found


def audit(
    course: Course,
    name: str,
    settings: Settings,
    workers: int = 1,
    mutate: bool = True,
    whole: bool = False,
    sample: int | None = None,
    resume: Path | None = None,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> Audit:
    """Audit a problem set. Nothing of the course is changed.

    Args:
        course: the course that has the set.
        name: problem set with a bank.
        settings: limits and jail.
        workers: answers that are graded at the same time.
        mutate: make mutants too.
        whole: grade each answer of the bank on the whole notebook. If not, only the tests run that call the
            cells it answers, or call what calls them, and the others count as they do for the reference.
        sample: try so many of the mutants alone, spread evenly over all.
        resume: file that keeps what became of each mutant. Those that stand in it are not tried again, unless
            a cell has changed that their outcome depends on.
        on_progress: called with the number of answers that are graded and that of all answers.

    Raises:
        CourseError: if the set, its bank or its list of equivalent mutants is at fault, or this machine
            cannot enclose students' code.
    """
    begin = time.monotonic()
    right, wrong = (answers(course, name, kind) for kind in ("right", "wrong"))
    listed = equivalents(course, name) if mutate else []
    promised = contract(course, name)
    keys = {key(entry.cell, entry.function, entry.diff) for entry in listed}
    with _answer_grader(course, name, settings, whole, Outcomes(resume)) as grader:
        possible = list(grader.mutants(right)) if mutate else []
        made = spread(possible, sample)
        knows_nothing = list(grader.nonsense())
        tally = _Tally(len(right) + len(wrong) + len(knows_nothing) + len(made), on_progress)
        of_right, of_wrong = (
            _mapped(lambda answer: grader.grade(answer.cells), bank, workers, tally)
            for bank in (right, wrong)
        )
        of_nonsense = _mapped(lambda answer: grader.grade_whole(answer.cells), knows_nothing, workers, tally)
        written = {
            answer.name: (answer.cells, result.seconds)
            for answer, result in zip(right, of_right, strict=True)
        }
        outcomes = _mapped(
            lambda mutant: grader.outcome(
                mutant, *written.get(mutant.answer, ({}, 0.0)), no_mistake=mutant.key in keys
            ),
            made,
            workers,
            tally,
        )
    hidden = grader.hidden_lines
    answered: list[Answer | Nonsense] = [*wrong, *knows_nothing]
    found = [
        *findings.of_full_marks("reference", name, grader.reference),
        *chain.from_iterable(map(findings.of_right, right, of_right)),
        *chain.from_iterable(map(findings.of_wrong, wrong, of_wrong)),
        *chain.from_iterable(
            findings.of_shown(answer.name, result, hidden)
            for answer, result in zip(answered, [*of_wrong, *of_nonsense], strict=True)
        ),
        *findings.of_tests(of_wrong),
        *of_contract(
            promised,
            grader.solutions,
            [cell.grade_id for cell in grader.reference.cells if cell.verdict != "manual"],
            {
                answer.name: frozenset(cell.grade_id for cell in findings.tripped(result))
                for answer, result in zip(wrong, of_wrong, strict=True)
            },
        ),
        *chain.from_iterable(
            findings.of_nonsense(answer.name, result)
            for answer, result in zip(knows_nothing, of_nonsense, strict=True)
        ),
        *_of_equivalents(listed, possible, dict(zip(made, outcomes, strict=True))),
    ]
    counts = findings.possible(grader.reference), len(right), len(wrong)
    figures = _of_mutants(keys, made, outcomes)
    return Audit(
        name,
        *counts,
        tuple(found),
        properties(promised),
        unproven(promised),
        **figures,
        seconds=time.monotonic() - begin,
    )


@contextlib.contextmanager
def _answer_grader(
    course: Course, name: str, settings: Settings, whole: bool, outcomes: Outcomes
) -> Iterator[AnswerGrader]:
    """The set's reference, graded, and warm processes for other answers."""
    source = _source(course, name)
    settings = shared(settings, source)
    with Grader(settings, course.delimiters, course.private) as grader:
        try:
            answer_grader = AnswerGrader(source, settings, grader, whole, course.delimiters, outcomes)
            if findings.tripped(answer_grader.reference):
                tagged = _calibrated(course, name, source, grader)
                answer_grader = AnswerGrader(tagged, settings, grader, whole, course.delimiters, outcomes)
        except JailMissing as error:
            raise CourseError(str(error)) from error
        yield answer_grader


def _calibrated(course: Course, name: str, source: NotebookNode, grader: Grader) -> NotebookNode:
    """The source with each test tagged for where it runs; what is found out is not kept."""
    data = text_of(source).encode()
    decided = kept(course, name, {name: data})
    files = {path: file.read_bytes() for path, file in support_files(course, name).items()}
    found = decided.books[name] if decided else calibrate(data, grader, FilesBeside(files, given=files))
    return upgraded(found.applied(data).decode())


class _MutantFigures(TypedDict):
    mutants: int
    equivalent: int
    killed: int
    slow: int
    survivors: tuple[Mutant, ...]


def spread(mutants: list[Mutant], sample: int | None) -> list[Mutant]:
    """So many mutants, spread evenly over all; all if there are no more, or None is asked for."""
    if sample is None or sample >= len(mutants):
        return mutants
    return [mutants[number * len(mutants) // sample] for number in range(sample)]


def _of_mutants(
    keys: Collection[tuple[str, str, str]], made: list[Mutant], outcomes: list[Outcome]
) -> _MutantFigures:
    """The fields of `Audit` that count mutants; `keys` are those of the mutants that are no mistakes."""
    alive = [mutant for mutant, outcome in zip(made, outcomes, strict=True) if outcome == "survived"]
    survivors = tuple(mutant for mutant in alive if mutant.key not in keys)
    return {
        "mutants": len(made),
        "equivalent": len(alive) - len(survivors),
        "killed": len(made) - len(alive),
        "slow": outcomes.count("too slow"),
        "survivors": survivors,
    }


class _Tally:
    """Counts what is done."""

    def __init__(self, total: int, on_progress: Callable[[int, int], None]) -> None:
        self._done, self._total, self._on_progress = 0, total, on_progress
        on_progress(0, total)

    def step(self) -> None:
        self._done += 1
        self._on_progress(self._done, self._total)


def _mapped(
    work: Callable[[Answered], Made], answered: Iterable[Answered], workers: int, tally: _Tally
) -> list[Made]:
    """The outcome of each answer or mutant in their order, several at a time."""
    outcomes = []
    with ThreadPoolExecutor(workers) as threads:
        futures = [threads.submit(work, item) for item in answered]
        try:
            for future in futures:
                outcomes.append(future.result())
                tally.step()
        finally:
            threads.shutdown(wait=False, cancel_futures=True)
    return outcomes


def _of_equivalents(
    listed: Iterable[Equivalent], possible: Iterable[Mutant], outcomes: Mapping[Mutant, Outcome]
) -> Iterator[Finding]:
    """Entries that match no mutant, or only such as lose marks; one that was not tried may keep them."""
    known: dict[tuple[str, str, str], set[str]] = {}
    for mutant in possible:
        known.setdefault(mutant.key, set()).add(outcomes.get(mutant, "survived"))
    for entry in listed:
        found = known.get(key(entry.cell, entry.function, entry.diff), set())
        subject = f"{entry.cell}, {entry.function}: {' '.join(entry.diff.split())}"
        if not found:
            yield Finding("equivalent", subject, f"no mutant is like this entry of {EQUIVALENT}")
        elif "survived" not in found:
            yield Finding("equivalent", subject, f"listed in {EQUIVALENT}, but it loses marks")


def _source(course: Course, name: str) -> NotebookNode:
    path = solution_of(course.solutions, name) if course.solutions else None
    found = [path] if path else course.notebooks(name)
    if not found:
        raise CourseError(f"{name} has no notebook in {course.path('source', name)}.")
    return prepared(course, name, found[0].name, read(found[0]))
