"""Some test cells of a set graded again, after one of them was mended: the others keep their marks.

The whole notebook runs, since a test needs what stands above it; of what comes out only those cells count.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from autograder.course.errors import CourseError
from autograder.course.markers import Marker
from autograder.course.notebooks import read_cells
from autograder.course.plain_text import one_line
from autograder.grading.journal import Entered
from autograder.records import CellResult, Result


def require_cells(cells: Iterable[str], sources: Mapping[str, bytes]) -> frozenset[str]:
    """The names of test cells, if the set has them.

    Raises:
        CourseError: if it has not; names the one that was probably meant.
    """
    markers = [Marker.of(cell) for data in sources.values() for cell in read_cells(data)]
    known = [marker.grade_id for marker in markers if marker.is_test]
    for cell in cells:
        if cell not in known:
            close = difflib.get_close_matches(cell, known, n=1)
            hint = f" Did you mean {close[0]}?" if close else f" There are: {', '.join(known)}."
            raise CourseError(f"expected a test cell of the set. Received: --cell {one_line(cell)}.{hint}")
    return frozenset(cells)


def only(
    results: Mapping[str, Result], cells: Collection[str], before: Entered | None
) -> tuple[dict[str, Result], bool]:
    """Results in which all but some cells are as an earlier run left them.

    Args:
        results: what a run has found out, by notebook.
        cells: grade_ids of the cells that count.
        before: what was entered last; None if nothing was, and then all of it counts.

    Returns:
        The results, and whether a whole run would have found the same.
    """
    made, same = {}, True
    for book, result in results.items():
        earlier = {cell.grade_id: cell for cell in before.cells.get(book, ())} if before else {}
        if result.error is not None or not earlier:
            made[book] = result
            continue
        kept = tuple(
            cell if cell.grade_id in cells else earlier.get(cell.grade_id, cell) for cell in result.cells
        )
        same = same and all(map(_agree, kept, result.cells))
        made[book] = replace(result, cells=kept)
    return made, same


def _agree(one: CellResult, other: CellResult) -> bool:
    return (one.score, one.verdict, one.points) == (other.score, other.verdict, other.points)
