"""What a problem set promises, property by property: which tests show it, which wrong answers break it alone.

The file ``contract.md`` beside the bank has a section for each task, headed by the grade_ids of its solution
cells, and two tables in it. The first has a row for each property: the promise in words, the test cells that
show it (or ``all`` of the task), and the bank's wrong answers that break this property and no other. The
second says of each axis in `AXES` where tests move along it, or, after a dash, why they need not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path

from autograder.audit.bank import folder
from autograder.audit.findings import Finding
from autograder.course.errors import CourseError
from autograder.course.folders import Course

FILE = "contract.md"
AXES = (
    *("default", "None", "positional and keyword"),
    *("one and many", "several of a kind", "several seeds"),
    *("subclass or wrapper", "callable object", "functional and sequential", "unbuilt"),
    *("eager execution", "floatx", "global seed", "second call", "two objects"),
    "inside an epoch",
)
"""What tests forget: values and ways of passing an argument, sizes, kinds of object, states, time."""
ALL = "all"
"""Stands for every test cell of a task."""
DASH = "–"
"""Begins the reason why an axis has no test."""
_HEADS = (("the text promises", "shown by", "broken alone by"), ("axis", "shown by"))


@dataclass(frozen=True)
class Promise:
    """A property that the text of a task promises."""

    text: str
    """In words."""
    tests: tuple[str, ...]
    """grade_ids of the test cells that show it."""
    answers: tuple[str, ...]
    """Names of the bank's wrong answers that break it and nothing else."""


@dataclass(frozen=True)
class Task:
    """What is promised about the functions of one task."""

    cells: tuple[str, ...]
    """grade_ids of its solution cells."""
    promises: tuple[Promise, ...]
    axes: Mapping[str, tuple[str, ...]]
    """The test cells that move along each axis; none where the file gives a reason instead."""
    unexplained: tuple[str, ...]
    """Axes with neither a test nor a reason."""

    @property
    def tests(self) -> frozenset[str]:
        """grade_ids of all test cells that the task names."""
        promised = chain.from_iterable(promise.tests for promise in self.promises)
        return frozenset(chain(promised, *self.axes.values())) - {ALL}


def contract(course: Course, name: str) -> list[Task]:
    """What a problem set promises, by task; nothing if it has no such file.

    Raises:
        CourseError: if the set has no bank, or the file is at fault.
    """
    path = folder(course, name).parent / FILE
    return read_contract(path) if path.is_file() else []


def read_contract(path: Path) -> list[Task]:
    """Read a file of promises.

    Raises:
        CourseError: if a section does not have the two tables.
    """
    tasks = []
    for heading, tables in _sections(path.read_text(encoding="utf-8")):
        heads = tuple(tuple(table[0]) for table in tables)
        if heads != _HEADS:
            expected = " and ".join(f"| {' | '.join(head)} |" for head in _HEADS)
            received = " and ".join(f"| {' | '.join(head)} |" for head in heads) or "no table"
            raise CourseError(
                f"{path}: expected two tables below {heading!r}, {expected}. Received: {received}."
            )
        promises, axes = (table[1:] for table in tables)
        tasks.append(_task(heading, promises, axes))
    return tasks


def _task(heading: str, promises: list[list[str]], axes: list[list[str]]) -> Task:
    named = [(axis, reason) for names, reason in axes for axis in _names(names)]
    return Task(
        _names(heading),
        tuple(Promise(text, _names(tests), _names(answers)) for text, tests, answers in promises),
        {axis: () if text.startswith(DASH) else _names(text) for axis, text in named},
        tuple(axis for axis, text in named if not text.strip(f"{DASH} ")),
    )


def _names(text: str) -> tuple[str, ...]:
    """The names in a cell of a table, between commas."""
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _sections(text: str) -> Iterator[tuple[str, list[list[list[str]]]]]:
    """Each heading of the second level, and the tables below it as rows of cells."""
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    heading, tables = "", list[list[list[str]]]()
    for token, inner in pairwise(tokens):
        if token.type == "heading_open" and token.tag == "h2":
            if heading:
                yield heading, tables
            heading, tables = _plain(inner.content), []
        elif token.type == "table_open":
            tables.append([])
        elif token.type == "tr_open":
            tables[-1].append([])
        elif token.type in ("th_open", "td_open"):
            tables[-1][-1].append(_plain(inner.content))
    if heading:
        yield heading, tables


def _plain(text: str) -> str:
    return text.replace("`", "").strip()


def of_contract(
    tasks: Iterable[Task],
    solutions: Iterable[str],
    tests: Iterable[str],
    failed: Mapping[str, frozenset[str]],
) -> Iterator[Finding]:
    """What is missing between promises, tests and wrong answers.

    Args:
        tasks: what the set promises; without any there is nothing to find.
        solutions: grade_ids of the solution cells that tests mark.
        tests: grade_ids of the test cells.
        failed: the test cells that each wrong answer of the bank fails, by its name.
    """
    tasks, tests = list(tasks), set(tests)
    if not tasks:
        return
    described = {cell for task in tasks for cell in task.cells}
    for cell in solutions:
        if cell not in described:
            yield Finding("contract", cell, f"{FILE} has no section for this solution cell")
    for cell in sorted(tests - {name for task in tasks for name in task.tests}):
        yield Finding("contract", cell, "no property names this test cell")
    rows = Counter(answer for task in tasks for promise in task.promises for answer in promise.answers)
    for answer, count in rows.items():
        if answer not in failed:
            yield Finding("contract", answer, "no such wrong answer in the bank")
        elif count > 1:
            yield Finding("contract", answer, f"stands in {count} rows: it does not break one property alone")
    for task in tasks:
        for name in sorted(task.tests - tests):
            yield Finding("contract", ", ".join(task.cells), f"no such test cell: {name}")
        for promise in task.promises:
            yield from _of_promise(promise, task.tests, failed)
        yield from _of_axes(task)


def _of_promise(
    promise: Promise, of_task: frozenset[str], failed: Mapping[str, frozenset[str]]
) -> Iterator[Finding]:
    if not promise.tests:
        yield Finding("contract", promise.text, "no test shows it")
    if not promise.answers:
        yield Finding("contract", promise.text, "no wrong answer breaks it alone")
    shown_by = of_task if ALL in promise.tests else frozenset(promise.tests)
    for answer in promise.answers:
        others = sorted(failed.get(answer, frozenset()) - shown_by)
        if others:
            yield Finding("contract", promise.text, f"{answer} fails {', '.join(others)} too")
        if answer in failed and not failed[answer] & shown_by:
            yield Finding("contract", promise.text, f"{answer} fails none of its tests")


def _of_axes(task: Task) -> Iterator[Finding]:
    subject = ", ".join(task.cells)
    for axis in AXES:
        if axis not in task.axes:
            yield Finding("contract", subject, f"says nothing of the axis: {axis}")
    for axis in task.axes:
        if axis not in AXES:
            yield Finding("contract", subject, f"no such axis: {axis}. Expected one of {', '.join(AXES)}")
    for axis in task.unexplained:
        yield Finding("contract", subject, f"names neither a test nor a reason for the axis: {axis}")


def properties(tasks: Iterable[Task]) -> int:
    """How many properties a set promises."""
    return sum(len(task.promises) for task in tasks)


def unproven(tasks: Iterable[Task]) -> int:
    """How many of them have no test, or no wrong answer that breaks them alone."""
    return sum(not (promise.tests and promise.answers) for task in tasks for promise in task.promises)
