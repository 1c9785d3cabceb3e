"""Of which problem set a notebook is, by what is in it: the cells to answer, and those that give points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from autograder.course.folders import Course
from autograder.course.markers import Marker
from autograder.course.notebooks import NotANotebook, read_cells

ANOTHER = "another course"
"""What a notebook is called whose cells no set of this course has."""


class Sets:
    """The cells of every set of a course."""

    def __init__(self, course: Course, name: str) -> None:
        """Read the sources of all sets; ``name`` is the one that is collected."""
        self._name = name
        names = dict.fromkeys([name, *course.problem_sets()])
        self._cells = {each: _union(course.notebooks(each)) for each in names}

    def other(self, notebooks: Iterable[Path]) -> str:
        """The other set that a submission is of; empty if it is of this one, or its notebooks do not tell.

        Args:
            notebooks: the files that were taken for the set's notebooks.
        """
        held = _union(notebooks)
        if not held or not self._cells[self._name] or held & self._cells[self._name]:
            return ""
        shares = {name: len(held & cells) for name, cells in self._cells.items()}
        best = max(shares, key=lambda name: shares[name])
        return best if shares[best] else ANOTHER


def majority(others: Mapping[str, str], persons: int) -> str:
    """The other set that most of an export is of; empty if most is not.

    Args:
        others: the other set, by student of whom there is one.
        persons: number of students with a notebook.
    """
    for name in set(others.values()):
        if 2 * list(others.values()).count(name) > persons:
            return name
    return ""


def _union(paths: Iterable[Path]) -> frozenset[str]:
    return frozenset[str]().union(*map(_own_cells, paths))


def _own_cells(path: Path) -> frozenset[str]:
    """The grade_ids of a notebook that say what it is; set-up cells may be the same in many sets."""
    try:
        markers = [Marker.of(cell) for cell in read_cells(path.read_bytes())]
    except (NotANotebook, OSError):
        return frozenset()
    return frozenset(m.grade_id for m in markers if m.grade_id and (m.solution or m.has_points))
