"""The order in which a restored notebook runs.

The student's cells keep the student's order. The tests keep the source's order, for a test may define what a
later one uses; each runs after the cells that stand before it in the submission, and after the answers that
stand before it in the source. What the submission lacks comes back behind its neighbour of the source.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograder.grading.restore import Cell


def ordered(cells: Sequence[Cell], source: Sequence[str], back: Callable[[str], Cell]) -> list[Cell]:
    """The cells of a restored notebook in the order in which they run.

    Args:
        cells: those of the submission, restored, in the student's order.
        source: grade_ids of the source's marked cells, in its order.
        back: makes the cell of the source that the submission lacks, by grade_id.
    """
    return _Order(cells, source, back).made()


class _Order:
    def __init__(self, cells: Sequence[Cell], source: Sequence[str], back: Callable[[str], Cell]) -> None:
        self._source = source
        self._others: list[Cell] = []
        """All cells but the tests."""
        self._tests: dict[str, Cell] = {}
        self._place: dict[str, int] = {}
        """How many of the other cells stand before a test in the submission."""
        for cell in cells:
            if cell.kind == "test":
                self._tests[cell.grade_id], self._place[cell.grade_id] = cell, len(self._others)
            else:
                self._others.append(cell)
        there = {cell.grade_id for cell in cells if cell.grade_id}
        for position, name in enumerate(source):
            if name not in there:
                self._bring_back(back(name), source[:position])

    def _bring_back(self, cell: Cell, before: Sequence[str]) -> None:
        if cell.kind == "test":
            self._tests[cell.grade_id] = cell
            return
        places = self._places() | self._place
        index = next((places[name] for name in reversed(before) if name in places), 0)
        self._others.insert(index, cell)
        for name, place in self._place.items():
            self._place[name] = place + (place > index)

    def _places(self) -> dict[str, int]:
        """How many of the other cells there are up to each named one, itself included."""
        return {cell.grade_id: i for i, cell in enumerate(self._others, 1) if cell.grade_id}

    def made(self) -> list[Cell]:
        """The tests put among the other cells."""
        at: dict[int, list[Cell]] = {}
        places, lowest = self._places(), 0
        runs = {cell.grade_id for cell in self._others if cell.runs}
        for position, name in enumerate(self._source):
            if name in runs:
                lowest = max(lowest, places[name])
            if name in self._tests:
                found = self._place.get(name)
                lowest = self._gap(position, lowest, places) if found is None else max(lowest, found)
                at.setdefault(lowest, []).append(self._tests[name])
        made = list(at.get(0, ()))
        for i, cell in enumerate(self._others, 1):
            made += [cell, *at.get(i, ())]
        return made

    def _gap(self, position: int, lowest: int, places: dict[str, int]) -> int:
        """Where a test belongs that the submission lacks: behind the student's own code before the next cell
        of the source's, for an answer whose name was lost is among it."""
        after = (places[name] - 1 for name in self._source[position + 1 :] if name in places)
        after_tests = (self._place[name] for name in self._source[position + 1 :] if name in self._place)
        end = min((i for i in (*after, *after_tests) if i >= lowest), default=len(self._others))
        own = [i for i in range(lowest, end) if self._others[i].runs and not self._others[i].grade_id]
        return own[-1] + 1 if own else lowest
