"""Whose tests a mistake meets first: those of its own task, and of these the visible checks.

Most mistakes are noticed there, and a mistake that is noticed need not meet the rest. Only the order of the
tests changes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from autograder.course.markers import Marker, Region
from autograder.course.notebooks import read_cells

VISIBLE = "-visible"
"""What the grade_id of a test cell's visible part ends in."""


def own_tests(source: bytes, solution: str) -> frozenset[str]:
    """The tests of a solution cell's task: those below it, to the next solution cell; all if there are none.

    Args:
        source: the instructor's notebook.
        solution: grade_id of the solution cell.
    """
    own, everything, inside = set[str](), set[str](), False
    for cell in read_cells(source):
        marker = Marker.of(cell)
        if marker.is_test:
            everything.add(marker.grade_id)
            own.update([marker.grade_id] if inside else [])
        elif marker.solution and not marker.grade:
            inside = marker.grade_id == solution
    return frozenset(own or everything)


def has_tests(source: bytes) -> bool:
    """Whether a notebook has a test cell."""
    return any(Marker.of(cell).is_test for cell in read_cells(source))


def with_tests(source: bytes, wanted: Callable[[str], bool]) -> bytes:
    """A notebook without those of its test cells whose grade_ids are not wanted."""
    notebook = json.loads(source)
    kept = [
        raw
        for raw, cell in zip(notebook["cells"], read_cells(source), strict=True)
        if not Marker.of(cell).is_test or wanted(Marker.of(cell).grade_id)
    ]
    return json.dumps(notebook | {"cells": kept}).encode()


def visible_first(source: bytes, hidden: Region) -> bytes:
    """A notebook in which the visible parts of test cells that stand side by side come before all of them.

    Tests that share one run of the student's code use it up in this way before one of them asks for another.

    Args:
        source: the instructor's notebook.
        hidden: how it marks hidden tests.
    """
    notebook = json.loads(source)
    texts = [cell["source"] for cell in read_cells(source)]
    made, together = list[dict[str, Any]](), list[tuple[dict[str, Any], str]]()
    for cell, text in zip(notebook["cells"], texts, strict=True):
        if Marker.of(cell).is_test:
            together.append((cell, text))
            continue
        made += [*_both(together, hidden), cell]
        together = []
    made += _both(together, hidden)
    return json.dumps(notebook | {"cells": made}).encode()


def _both(tests: Iterable[tuple[dict[str, Any], str]], hidden: Region) -> Iterator[dict[str, Any]]:
    """The visible parts of some test cells, then the cells."""
    tests = list(tests)
    if len(tests) > 1:
        for cell, text in tests:
            if hidden.is_in(text):
                marker = cell["metadata"]["nbgrader"]
                name = marker["grade_id"] + VISIBLE
                metadata = cell["metadata"] | {"nbgrader": marker | {"grade_id": name}}
                yield {**cell, "id": name, "source": hidden.without(text), "metadata": metadata}
    for cell, _ in tests:
        yield cell
