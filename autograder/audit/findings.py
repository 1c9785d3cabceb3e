"""What is wrong with a problem set, seen from the marks that its reference and its bank got.

Pure functions from results to findings; `autograder.audit.audit` gets the results.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from autograder.audit.bank import Answer
from autograder.records import CellResult, Result

FINE = ("passed", "manual")
"""Verdicts of a cell that an answer without a mistake gets."""


@dataclass(frozen=True)
class Finding:
    """One thing to put right in a problem set."""

    kind: str
    """"reference", "right answer", "over-marked", "under-marked", "other cells", "feedback", "test",
    "contract", "shown", "nonsense" or "equivalent"."""
    subject: str
    """Answer, test cell or mutant that it is about."""
    detail: str
    """What was expected and what came, in one line."""


def tripped(result: Result) -> list[CellResult]:
    """The graded cells that an answer did not pass."""
    return [cell for cell in result.cells if cell.verdict not in FINE]


def of_full_marks(kind: str, name: str, result: Result) -> Iterator[Finding]:
    """Each cell in which an answer loses marks that should have all of them.

    Args:
        kind: kind of the finding: "reference" or "right answer".
        name: the answer.
        result: what it got.
    """
    if result.error is not None:
        yield Finding(kind, name, f"cannot be graded: {result.error}")
    for cell in tripped(result):
        yield Finding(kind, name, f"loses marks in {cell.grade_id} ({cell.verdict}): {cell.message}")


def of_right(answer: Answer, result: Result) -> Iterator[Finding]:
    """What is wrong with the marks of a right answer, or with the file that describes it."""
    yield from of_full_marks("right answer", answer.name, result)
    full = possible(result)
    if answer.marks != full or answer.fails:
        yield Finding("right answer", answer.name, f"its file expects {answer.marks:g} of {full:g} points")


def of_wrong(answer: Answer, result: Result) -> Iterator[Finding]:
    """What is wrong with the marks, the cells and the messages of a wrong answer."""
    failed = tripped(result)
    cells = {cell.grade_id for cell in failed}
    allowed = min(answer.marks, possible(result) - 1e-9)
    if result.score > allowed:
        yield Finding("over-marked", answer.name, f"{_marks(answer, result)}: {_cells(answer.fails, cells)}")
    elif result.score < answer.marks:
        yield Finding("under-marked", answer.name, f"{_marks(answer, result)}: {_cells(answer.fails, cells)}")
    elif cells != set(answer.fails):
        yield Finding("other cells", answer.name, _cells(answer.fails, cells))
    said = " ".join(cell.message for cell in failed)
    for words in answer.feedback:
        if words not in said:
            yield Finding("feedback", answer.name, f'expected "{words}". Received: {said}')


def of_nonsense(name: str, result: Result) -> Iterator[Finding]:
    """Each mark that an answer earns which knows nothing of the task."""
    for cell in result.cells:
        if cell.score:
            yield Finding(
                "nonsense", name, f"earns {cell.score:g} of {cell.points:g} points in {cell.grade_id}"
            )


def of_shown(name: str, result: Result, hidden: Collection[str]) -> Iterator[Finding]:
    """Each line of a hidden test that a student would read.

    Args:
        name: the answer.
        result: what it got.
        hidden: lines that no student has seen.
    """
    for cell in tripped(result):
        shown = cell.message if cell.public is None else cell.public
        for line in sorted(line for line in hidden if line in shown):
            yield Finding("shown", name, f"{cell.grade_id} shows a line of a hidden test: {line}")


def of_tests(results: Iterable[Result]) -> Iterator[Finding]:
    """Test cells that none of the wrong answers trips."""
    results = list(results)
    caught = {cell.grade_id for result in results for cell in tripped(result)}
    cells = {cell.grade_id: None for result in results for cell in result.cells if cell.verdict != "manual"}
    for grade_id in cells:
        if grade_id not in caught:
            yield Finding("test", grade_id, "no wrong answer of the bank trips it")


def possible(result: Result) -> float:
    """Points that can be earned without a person who marks."""
    return sum(cell.points for cell in result.cells if cell.verdict != "manual")


def _marks(answer: Answer, result: Result) -> str:
    return f"expected {answer.marks:g} points, given {result.score:g}"


def _cells(expected: Iterable[str], failed: Iterable[str]) -> str:
    expected, failed = set(expected), set(failed)
    parts = [
        f"passes {', '.join(sorted(expected - failed))}" if expected - failed else "",
        f"fails {', '.join(sorted(failed - expected))}" if failed - expected else "",
    ]
    return " and ".join(part for part in parts if part) or "earns what a right answer does"
