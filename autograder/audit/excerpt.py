"""The part of a notebook that one solution cell bears on: enough to see whether a test notices a mistake.

Most mistakes are noticed by the tests of their own task. Grading those alone spares, for one, the start of
Keras for a task in NumPy.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from autograder.course.cell_names import CellNames
from autograder.course.notebooks import read_cells


def excerpt(source: bytes, changed: Iterable[str], names: Iterable[str] = ()) -> bytes:
    """Cut a notebook down to some solution cells, the tests that call them, and what all of them need.

    Which cell needs which is read from the names that they bind and use, so a part may lack something;
    grade the reference on it before relying on it.

    Args:
        source: the instructor's notebook.
        changed: grade_ids of the solution cells.
        names: names that other answers to the solution cells use, beyond those of the cells as they are.

    Returns:
        A notebook with some of the cells, in their order.
    """
    notebook = json.loads(source)
    changed = set(changed)
    cells = [CellNames.of(cell).using(names, changed) for cell in read_cells(source)]
    kept = _needed(cells, _reached(cells, changed))
    return json.dumps(notebook | {"cells": [notebook["cells"][index] for index in sorted(kept)]}).encode()


def _reached(cells: list[CellNames], changed: set[str]) -> set[int]:
    """The solution cells, the cells below that use what they define, and so on."""
    touched: set[int] = set()
    names: set[str] = set()
    for index, cell in enumerate(cells):
        if cell.grade_id in changed or (cell.runs and cell.uses & names):
            touched.add(index)
            names |= set() if cell.graded else cell.defines
    return touched


def _needed(cells: list[CellNames], kept: set[int]) -> set[int]:
    """Further, for each name that a kept cell uses, the nearest cell above that binds it."""
    waiting, found = list(kept), set(kept)
    while waiting:
        here = waiting.pop()
        for name in cells[here].uses:
            above = [i for i in range(here) if name in cells[i].binds]
            # A test cell's own imports are its own affair, unless nobody else has the name.
            chosen = [i for i in above if not cells[i].graded][-1:] or above[-1:]
            fresh = set(chosen) - found
            found |= fresh
            waiting += fresh
    return found
