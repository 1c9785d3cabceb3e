"""Which tests of a problem set run beside the student's code: found by grading its own solution.

Every test cell runs first apart, in the judge. One that does not earn its points there is tried beside the
answer, in the worker, and if it earns them there, that is where it runs from now on: no right answer may lose
marks because of how tests are run. With it go the tests whose names it needs. A test that earns its points
neither way is a fault of the set; unless the answer that it asks for is missing from the source, then nobody
knows, and it is tried both ways on each submission.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from autograder.course.cell_names import CellNames
from autograder.course.markers import Delimiters, Marker
from autograder.course.notebooks import NotebookCell, read_cells, text_of
from autograder.grading.constructs import Construct, line_of, named
from autograder.grading.notebook import Grader, grade_notebook
from autograder.grading.restore import BESIDE_IF_FAILED, BESIDE_SHARED, BESIDE_STUDENT, with_tags
from autograder.records import CellResult

_MOST_TRIALS = 12
"""Gradings of the solution that are spent on running fewer tests beside it."""


@dataclass(frozen=True)
class Beside:
    """A test cell that runs beside the student's code, and why."""

    cell: str
    """grade_id of the cell."""
    construct: str
    """What in it needs the student's own process."""
    line: int
    """Number of its line in the cell, from 1."""
    text: str
    """What stands on that line."""
    shared: bool = False
    """Whether what it leaves behind, names and state, is kept for the cells below."""


@dataclass(frozen=True)
class Fault:
    """A test cell that the set's own solution does not pass, wherever it runs."""

    cell: str
    """grade_id of the cell."""
    points: float
    """Points that it can earn."""
    score: float
    """Points that the solution earns."""
    message: str
    """What the grader says of it."""


@dataclass(frozen=True)
class Calibration:
    """What was found out about the test cells of one notebook; those that run apart are not named."""

    beside: tuple[Beside, ...] = ()
    """Cells that run beside the student's code."""
    unknown: tuple[str, ...] = ()
    """Cells whose answer the source lacks."""
    faults: tuple[Fault, ...] = ()
    """Cells that earn their points neither way."""

    def applied(self, source: bytes) -> bytes:
        """The source with its cells tagged accordingly; as it is, byte for byte, if all of them run apart."""
        doubtful = (*self.unknown, *(fault.cell for fault in self.faults))
        tagged = dict.fromkeys(doubtful, BESIDE_IF_FAILED)
        shared = {True: BESIDE_SHARED, False: BESIDE_STUDENT}
        return with_tags(source, tagged | {found.cell: shared[found.shared] for found in self.beside})


def calibrate(source: bytes, grader: Grader, files: Mapping[str, bytes] | None = None) -> Calibration:
    """Grade the own solution of a notebook, and find out which of its tests run beside the student's code.

    Args:
        source: the instructor's notebook, as it is graded.
        grader: has the warm processes, the settings and the delimiters.
        files: contents of the files beside the notebook, by relative path.

    Raises:
        JailMissing: if this machine cannot enclose the code.
    """
    return _Trial(source, grader, files or {}).calibration()


class _Trial:
    """A notebook's own solution, graded as often as needed."""

    def __init__(self, source: bytes, grader: Grader, files: Mapping[str, bytes]) -> None:
        self._source, self._grader, self._files = source, grader, files
        self._cells = read_cells(source)
        self._names = [CellNames.of(cell) for cell in self._cells]
        self._tests = [name.grade_id for name in self._names if name.graded]
        self._answered = answered(source, grader.delimiters)

    def calibration(self) -> Calibration:
        """Try the tests apart, those that fail there beside the answer, and more of them while that helps."""
        beside: dict[str, str] = {}
        apart = lost = self._lost(beside)
        for wider in (self._alone, self._together, self._with_what_they_need, self._as_jupyter_would):
            tried = wider(beside, lost)
            if lost and tried != beside:
                left = self._lost(tried)
                beside, lost = (tried, left) if len(left) < len(lost) else (beside, lost)
        return self._told(apart, self._narrowed(beside, apart, lost), lost)

    def _narrowed(
        self, beside: dict[str, str], apart: Collection[str], lost: Collection[str]
    ) -> dict[str, str]:
        """As few of the tests beside the answer as can be found in some trials: first without all that earn
        their points apart, too, then without halves of them."""
        waiting = [[test for test in beside if test not in apart]]
        for _ in range(_MOST_TRIALS):
            group = waiting.pop(0) if waiting else []
            if not group:
                break
            tried = {test: tag for test, tag in beside.items() if test not in group}
            if self._lost(tried).keys() <= set(lost):
                beside = tried
            elif len(group) > 1:
                half = len(group) // 2
                waiting += [group[:half], group[half:]]
        return beside

    def _alone(self, beside: Mapping[str, str], lost: Collection[str]) -> dict[str, str]:
        """Each test that fails, and nothing else: whatever it changes is forgotten after it."""
        return {**beside, **dict.fromkeys(lost, BESIDE_STUDENT)}

    def _together(self, beside: Mapping[str, str], lost: Collection[str]) -> dict[str, str]:
        """All that fail apart or alone, in one process: what each leaves behind is there for the next."""
        return dict.fromkeys((*beside, *lost), BESIDE_SHARED)

    def _with_what_they_need(self, beside: Mapping[str, str], lost: Collection[str]) -> dict[str, str]:
        """With them the tests whose names they need, directly or by way of other cells."""
        needed: dict[str, str] = {}
        waiting = [index for index, cell in enumerate(self._names) if cell.grade_id in lost]
        seen = set(waiting)
        while waiting:
            here = waiting.pop()
            for name in self._names[here].uses:
                above = [index for index in range(here) if name in self._names[index].binds][-1:]
                needed |= {self._names[i].grade_id: BESIDE_SHARED for i in above if self._names[i].graded}
                waiting += [index for index in above if index not in seen]
                seen.update(above)
        return {**self._alone(beside, lost), **needed}

    def _as_jupyter_would(self, beside: Mapping[str, str], lost: Collection[str]) -> dict[str, str]:
        """All tests, one after the other, in one process."""
        return dict.fromkeys(self._tests, BESIDE_SHARED)

    def _lost(self, beside: Mapping[str, str]) -> dict[str, CellResult]:
        """The tests in which the solution loses points, some of them run beside it."""
        source = with_tags(self._source, beside)
        result = grade_notebook(self._answered, source, grader=self._grader, files=self._files)
        graded = (cell for cell in result.cells if cell.grade_id in self._tests)
        return {cell.grade_id: cell for cell in graded if cell.verdict != "passed"}

    def _told(
        self, apart: Mapping[str, CellResult], beside: Mapping[str, str], lost: Mapping[str, CellResult]
    ) -> Calibration:
        cells = list(zip(self._cells, self._names, strict=True))
        answers = (names.binds for cell, names in cells if Marker.of(cell).solution)
        students = frozenset[str]().union(*answers)
        decisions, unknown, faults = [], [], []
        for cell, names in cells:
            grade_id = names.grade_id
            if grade_id in lost:
                found = lost[grade_id]
                if self._lacks_answer_before(cell):
                    unknown.append(grade_id)
                elif found.points:
                    faults.append(Fault(grade_id, found.points, found.score or 0.0, found.message))
            elif grade_id in beside:
                decisions.append(_decision(cell, beside[grade_id], apart.get(grade_id), students))
        return Calibration(tuple(decisions), tuple(unknown), tuple(faults))

    def _lacks_answer_before(self, test: NotebookCell) -> bool:
        """Whether a cell above, which students answer in code, holds no answer in the source."""
        above = self._cells[: self._cells.index(test)]
        markers = ((Marker.of(cell), cell["source"]) for cell in above)
        delimiters = self._grader.delimiters
        return any(
            marker.solution
            and marker.cell_type == "code"
            and (delimiters.is_released(text) or not delimiters.model_answer(text).strip())
            for marker, text in markers
        )


def _decision(cell: NotebookCell, tag: str, apart: CellResult | None, students: Collection[str]) -> Beside:
    source, shared = cell["source"], tag == BESIDE_SHARED
    if apart is None:
        # It earns its points apart, too, but others need what it leaves behind.
        construct = Construct("names or state that later cells need", 1)
    else:
        construct = named(source, apart.line, students)
    return Beside(
        Marker.of(cell).grade_id, construct.name, construct.line, line_of(source, construct.line), shared
    )


def answered(source: bytes, delimiters: Delimiters) -> bytes:
    """The instructor's notebook as a student would hand it in: every answer the model answer."""
    notebook = json.loads(source)
    for plain, cell in zip(notebook["cells"], read_cells(source), strict=True):
        marker = Marker.of(cell)
        text = cell["source"]
        plain["source"] = delimiters.model_answer(text) if marker.solution else text
    return text_of(notebook).encode()
