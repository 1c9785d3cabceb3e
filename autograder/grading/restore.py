"""A submission made whole: the instructor's cells come back from the source, nothing else is trusted.

The order of cells is the student's; which cells are locked, graded or tests, what stands in them and what
they are worth is the source's. No tag and no metadata of a submission steers anything. Works on plain JSON:
whatever a student hands in becomes a plan or a `NotANotebook` with the reason, never a traceback.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from autograder.course.notebooks import SKIPPED, parse, read_cells, tags

BESIDE_STUDENT = "beside-student"
"""Tag of a source's test cell that must run in the worker; its marks are reported as not tamper-proof."""
IN_JUDGE = "judge"
"""Tag of a source's set-up cell that runs in the judge too."""
_SOLUTION = re.compile(r"^[^\n]*BEGIN SOLUTION.*?END SOLUTION[^\n]*$", re.DOTALL | re.MULTILINE)
_HIDDEN = re.compile(r"^[^\n]*BEGIN HIDDEN TESTS.*?END HIDDEN TESTS[^\n]*\n?", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(
    r"^#{1,6}\s+((?:task|exercise|problem|question|part)\s+[\w.]+)", re.IGNORECASE | re.MULTILINE
)
_STUBS = {"code": "# YOUR CODE HERE\nraise NotImplementedError()", "markdown": "YOUR ANSWER HERE"}


@dataclass(frozen=True)
class Cell:
    """One cell of the restored notebook and the part that it plays."""

    kind: str
    """"text" (nothing to run), "code" (runs in the worker), "test" (runs in the judge), "manual"."""
    runs: bool
    """Whether it is a code cell."""
    source: str
    """What stands in it now."""
    label: str
    """What a message calls it, such as "task 2's cell"; no two cells share one."""
    grade_id: str = ""
    """nbgrader's name; empty for a cell of the student's own."""
    points: float = 0.0
    """Points it can earn."""
    metadata: dict = field(default_factory=dict)
    """The source's metadata; empty for a cell of the student's own."""
    attachments: dict | None = None
    """Pictures pasted into a text cell."""
    hidden_lines: frozenset[int] = frozenset()
    """Lines of a test cell, from 1, that students never see."""
    untouched: bool = False
    """Whether a solution cell still holds what was released."""
    missing: bool = False
    """Whether the submission lacks it."""
    beside_student: bool = False
    """Whether a test runs in the worker."""
    skipped: bool = False
    """Whether it is the source's and only to look at, such as a plot."""

    @property
    def cell_type(self) -> str:
        """nbformat's type of the cell."""
        return "code" if self.runs else self.metadata.get("cell_type", "markdown")


@dataclass(frozen=True)
class Plan:
    """A restored submission, ready to run."""

    cells: tuple[Cell, ...]
    """All cells in the order of the notebook."""
    metadata: dict
    """Metadata of the source notebook."""
    imports: tuple[str, ...]
    """What the judge runs first: the import statements of the instructor's set-up cells, and whole cells
    that are tagged for it."""
    defined_by: dict[str, str]
    """Label of the cell in which the source defines a name."""


def restore(submitted: bytes, source: bytes, *, visible_only: bool = False) -> Plan:
    """Restore the instructor's cells of a submission.

    Args:
        submitted: the student's notebook.
        source: the instructor's notebook, or the released one.
        visible_only: leave hidden tests out.

    Raises:
        NotANotebook: if ``submitted`` is not a notebook of nbformat 4.
        ValueError: if ``source`` is not.
    """
    course = _read_source(source, visible_only)
    return course.plan(read_cells(submitted))


def blank(source: bytes, *, visible_only: bool = False) -> Plan:
    """The plan of a submission in which every cell of the student's is missing."""
    return _read_source(source, visible_only).plan([])


def judged_cells(source: bytes, *, visible_only: bool = False) -> list[tuple[str, str]]:
    """Source and label of each test cell that the judge runs, the same in every submission."""
    cells = _read_source(source, visible_only).known.values()
    return [(cell.source, cell.label) for cell in cells if cell.kind == "test" and not cell.beside_student]


class _Source:
    """What the source says about its cells."""

    def __init__(self, cells: list[dict], metadata: dict, visible_only: bool) -> None:
        self.metadata = {key: metadata[key] for key in ("kernelspec", "language_info") if key in metadata}
        self._labels = _Labels()
        self.known: dict[str, Cell] = {}
        for cell in cells:
            self._add(cell, visible_only)
        self.order = list(self.known)
        self._skipped = {cell["source"].strip() for cell in cells if SKIPPED in tags(cell)}
        self.imports = tuple(source for cell in cells for source in _for_judge(cell))
        self.defined_by = self._definitions(cells)

    def _add(self, cell: dict, visible_only: bool) -> None:
        marks = _marks(cell)
        self._labels.pass_by(cell)
        name = marks.get("grade_id")
        if not isinstance(name, str) or not any(
            marks.get(k) for k in ("grade", "solution", "locked", "task")
        ):
            return
        kind, runs = _kind(cell), cell["cell_type"] == "code"
        text = _HIDDEN.sub("", cell["source"]) if visible_only and kind == "test" else cell["source"]
        self.known[name] = Cell(
            kind,
            runs,
            text,
            self._labels.of(kind, name),
            name,
            float(marks.get("points") or 0) if kind in ("test", "manual") else 0.0,
            metadata={"cell_type": cell["cell_type"], "nbgrader": marks},
            hidden_lines=_hidden_lines(text),
            beside_student=BESIDE_STUDENT in tags(cell),
        )

    def _definitions(self, cells: list[dict]) -> dict[str, str]:
        found = {}
        for cell in cells:
            name = _marks(cell).get("grade_id")
            if name in self.known and self.known[name].kind == "code":
                for defined in re.findall(r"^(?:def|class)\s+(\w+)|^(\w+)\s*=", cell["source"], re.MULTILINE):
                    found.setdefault(defined[0] or defined[1], self.known[name].label)
        return found

    def plan(self, submitted: list[dict]) -> Plan:
        """The submission's cells with ours restored and what is missing put back in its place."""
        last = {
            _marks(cell).get("grade_id"): index
            for index, cell in enumerate(submitted)
            if isinstance(_marks(cell).get("grade_id"), str)
        }
        cells = []
        for index, cell in enumerate(submitted):
            name = _marks(cell).get("grade_id")
            if isinstance(name, str) and name in self.known and last[name] == index:
                cells.append(self._restored(self.known[name], cell))
            else:
                cells.append(_own_cell(cell, index, self._skipped))
        for position, name in enumerate(self.order):
            if name not in last:
                cells.insert(_place(cells, self.order[:position]), self._absent(self.known[name]))
        return Plan(tuple(cells), self.metadata, self.imports, self.defined_by)

    def _restored(self, ours: Cell, theirs: dict) -> Cell:
        marks = ours.metadata["nbgrader"]
        if not marks.get("solution") and not marks.get("task"):
            return ours
        text = theirs["source"]
        # A source that was released already is its own stub.
        released = ours.source if _STUBS["code"].splitlines()[0] in ours.source else _stub(ours)
        unchanged = text.strip() == released.strip()
        return _changed(ours, source=text, untouched=unchanged, attachments=_attachments(theirs))

    def _absent(self, ours: Cell) -> Cell:
        answers = ours.metadata["nbgrader"].get("solution") or ours.metadata["nbgrader"].get("task")
        return _changed(ours, source="", missing=True) if answers else ours


class _Labels:
    """Names for cells in the words of the notebook: the heading above, else nbgrader's name."""

    def __init__(self) -> None:
        self._task, self._used = "", set()

    def pass_by(self, cell: dict) -> None:
        headings = _HEADING.findall(cell["source"]) if cell.get("cell_type") == "markdown" else []
        self._task = headings[-1].lower() if headings else self._task

    def of(self, kind: str, name: str) -> str:
        label = (
            f"the test `{name}`" if kind == "test" else f"{self._task}'s cell" if self._task else f"`{name}`"
        )
        label = f"{label} `{name}`" if label in self._used else label
        self._used.add(label)
        return label


@lru_cache(maxsize=8)
def _read_source(source: bytes, visible_only: bool) -> _Source:
    return _Source(read_cells(source), json.loads(source).get("metadata", {}), visible_only)


def _marks(cell: dict) -> dict:
    marks = cell.get("metadata", {}).get("nbgrader")
    return marks if isinstance(marks, dict) else {}


def _kind(cell: dict) -> str:
    marks = _marks(cell)
    if marks.get("task") or (marks.get("grade") and (marks.get("solution") or cell["cell_type"] != "code")):
        return "manual"
    if marks.get("grade"):
        return "test"
    return "code" if cell["cell_type"] == "code" else "text"


def _for_judge(cell: dict) -> list[str]:
    """What of an instructor's cell the judge runs too."""
    marks = _marks(cell)
    if cell["cell_type"] != "code" or marks.get("solution") or marks.get("grade") or SKIPPED in tags(cell):
        return []
    if IN_JUDGE in tags(cell):
        return [cell["source"]]
    body = parse(cell["source"]).body
    return [ast.unparse(node) for node in body if isinstance(node, ast.Import | ast.ImportFrom)]


def _own_cell(cell: dict, index: int, skipped: set[str]) -> Cell:
    runs = cell["cell_type"] == "code"
    return Cell(
        "code" if runs else "text",
        runs,
        cell["source"],
        f"cell {index + 1}",
        metadata={"cell_type": cell["cell_type"]},
        attachments=_attachments(cell),
        skipped=runs and cell["source"].strip() in skipped,
    )


def _attachments(cell: dict) -> dict | None:
    found = cell.get("attachments")
    if not isinstance(found, dict) or not all(isinstance(bundle, dict) for bundle in found.values()):
        return None
    return found


def _place(cells: list[Cell], before: Iterable[str]) -> int:
    """Position behind the nearest earlier cell of the source."""
    positions = {cell.grade_id: index + 1 for index, cell in enumerate(cells) if cell.grade_id}
    return next((positions[name] for name in reversed(list(before)) if name in positions), 0)


def _stub(cell: Cell) -> str:
    """What stands in a solution cell when it is released, by nbgrader's rule."""
    stub = _STUBS.get("code" if cell.runs else "markdown", "")
    if "BEGIN SOLUTION" not in cell.source:
        return stub

    def replace(match: re.Match) -> str:
        indent = re.match(r"\s*", match[0])[0]
        return "\n".join(indent + line for line in stub.splitlines())

    return _SOLUTION.sub(replace, cell.source)


def _hidden_lines(source: str) -> frozenset[int]:
    lines: set[int] = set()
    for match in _HIDDEN.finditer(source):
        first = source.count("\n", 0, match.start()) + 1
        lines.update(range(first, first + match[0].count("\n") + 1))
    return frozenset(lines)


def _changed(cell: Cell, **changes: object) -> Cell:
    from dataclasses import replace

    return replace(cell, **changes)
