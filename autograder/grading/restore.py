"""A submission made whole: the instructor's cells come back from the source, nothing else is trusted.

Which cells are locked, graded or tests, what stands in them, what they are worth and in which order tests run
is the source's; all other order is the student's. No tag and no metadata of a submission steers anything.
Works on plain JSON: whatever a student hands in becomes a plan or a `NotANotebook` with the reason, never a
traceback.
"""

from __future__ import annotations

import ast
import builtins
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from autograder.course.cell_names import CellNames
from autograder.course.markers import NBGRADERS_DELIMITERS, Delimiters, Marker
from autograder.course.notebooks import (
    SKIPPED,
    NotebookCell,
    parse,
    read_cells,
    saved_pictures,
    tags,
    text_of,
)
from autograder.grading.instructors_code import Share, shares
from autograder.grading.matching import Known, definitions, match
from autograder.grading.order import ordered

BESIDE_STUDENT = "beside-student"
"""Tag of a source's test cell that must run in the worker; its marks are reported as not tamper-proof."""
BESIDE_SHARED = "beside-student-shared"
"""Tag of one that runs there and whose names and state later cells need."""
BESIDE_IF_FAILED = "beside-student-if-it-fails"
"""Tag of one of which nobody knows, for the source has no answer to try it on: where it does not earn its
points in the judge, it is tried in the worker too."""
IN_JUDGE = "judge"
"""Tag of a source's set-up cell that runs in the judge too."""
BUILTIN_NAMES = frozenset(name for name in vars(builtins) if not name.startswith("_"))
_HEADING = re.compile(
    r"^#{1,6}\s+((?:task|exercise|problem|question|part)\s+[\w.]+)", re.IGNORECASE | re.MULTILINE
)


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
    marker: Marker = field(default_factory=Marker)
    """The source's marker; one without a name for a cell of the student's own."""
    attachments: dict[str, dict[str, object]] | None = None
    """Pictures pasted into a text cell."""
    hidden_lines: frozenset[int] = frozenset()
    """Lines of a test cell, from 1, that students never see."""
    untouched: bool = False
    """Whether a solution cell still holds what was released."""
    missing: bool = False
    """Whether the submission lacks it."""
    elsewhere: bool = False
    """Whether a missing answer may be what stands in a cell of the student's own."""
    beside_student: bool = False
    """Whether a test runs in the worker."""
    shared: bool = False
    """Whether what a test beside the student's code leaves behind is kept."""
    pythons: tuple[str, ...] = ()
    """Built-in names that a test uses and no cell of the source binds."""
    beside_if_failed: bool = False
    """Whether a test runs in the worker if it does not earn its points in the judge."""
    skipped: bool = False
    """Whether it is the source's and only to look at, such as a plot."""
    pictures: tuple[str, ...] = ()
    """What such a cell showed when it was handed in, as PNG in base64."""
    share: Share = field(default_factory=Share)
    """What of its code and names is the instructor's, and where that runs."""

    @property
    def cell_type(self) -> str:
        """nbformat's type of the cell."""
        return "code" if self.runs else self.marker.cell_type or "markdown"

    @property
    def metadata(self) -> dict[str, object]:
        """Metadata of the cell in the executed notebook: the source's marker and nothing else."""
        return {"nbgrader": dict(self.marker.fields)} if self.marker.fields else {}


@dataclass(frozen=True)
class Plan:
    """A restored submission, ready to run."""

    cells: tuple[Cell, ...]
    """All cells in the order of the notebook."""
    metadata: dict[str, object]
    """Metadata of the source notebook."""
    imports: tuple[str, ...]
    """What the judge runs first: the import statements of the instructor's set-up cells, and whole cells
    that are tagged for it."""
    defined_by: dict[str, str]
    """Label of the cell in which the source defines a name."""
    given: tuple[str, ...] = ()
    """Names that the source's cells bind which students do not answer, sorted."""
    notes: tuple[str, ...] = ()
    """What student and instructor should know about the submission's cells, a sentence each."""


def restore(
    submitted: bytes,
    source: bytes,
    *,
    visible_only: bool = False,
    delimiters: Delimiters = NBGRADERS_DELIMITERS,
) -> Plan:
    """Restore the instructor's cells of a submission.

    Args:
        submitted: the student's notebook.
        source: the instructor's notebook, or the released one.
        visible_only: leave hidden tests out.
        delimiters: those of the course.

    Raises:
        NotANotebook: if ``submitted`` is not a notebook of nbformat 4.
        ValueError: if ``source`` is not.
    """
    return _read_source(source, visible_only, delimiters).plan(read_cells(submitted))


def blank(
    source: bytes, *, visible_only: bool = False, delimiters: Delimiters = NBGRADERS_DELIMITERS
) -> Plan:
    """The plan of a submission in which every cell of the student's is missing."""
    return _read_source(source, visible_only, delimiters).plan([])


def judged_cells(
    source: bytes, *, visible_only: bool = False, delimiters: Delimiters = NBGRADERS_DELIMITERS
) -> list[tuple[str, str]]:
    """Source and label of each test cell that the judge runs, the same in every submission."""
    cells = _read_source(source, visible_only, delimiters).known.values()
    return [(cell.source, cell.label) for cell in cells if cell.kind == "test" and not cell.beside_student]


def with_tags(source: bytes, tagged: Mapping[str, str]) -> bytes:
    """A source in which some cells have a further tag.

    Args:
        source: the instructor's notebook.
        tagged: tag by grade_id. If it is empty the notebook comes back as it is, byte for byte.
    """
    if not tagged:
        return source
    notebook = json.loads(source)
    for cell in notebook["cells"]:
        tag = tagged.get(Marker.of(cell).grade_id)
        if tag and tag not in tags(cell):
            cell["metadata"]["tags"] = [*tags(cell), tag]
    return text_of(notebook).encode()


def doubtful_cells(
    source: bytes, *, visible_only: bool = False, delimiters: Delimiters = NBGRADERS_DELIMITERS
) -> frozenset[str]:
    """Names of the test cells that are tried beside the student's code too, if they fail."""
    known = _read_source(source, visible_only, delimiters).known
    return frozenset(name for name, cell in known.items() if cell.beside_if_failed)


class _Source:
    """What the source says about its cells."""

    def __init__(
        self,
        cells: list[NotebookCell],
        metadata: dict[str, object],
        visible_only: bool,
        delimiters: Delimiters,
    ) -> None:
        kept = ("kernelspec", "language_info")
        self.metadata = {key: value for key, value in metadata.items() if key in kept}
        self._delimiters, self._language = delimiters, _language(metadata)
        self._labels = _Labels()
        names = [CellNames.of(cell) for cell in cells]
        own = [found.binds for found, cell in zip(names, cells, strict=True) if not Marker.of(cell).solution]
        self.given = tuple(sorted(frozenset[str]().union(*own)))
        self._bound = frozenset[str]().union(*(found.binds for found in names))
        self._shares = shares(cells, delimiters, IN_JUDGE)
        self.known: dict[str, Cell] = {}
        for cell, found in zip(cells, names, strict=True):
            self._add(cell, found, visible_only)
        self.order = list(self.known)
        self._skipped = {cell["source"].strip() for cell in cells if SKIPPED in tags(cell)}
        self._given = frozenset(
            cell["source"].strip() for cell in cells if not Marker.of(cell).keeps_students_text
        )
        self._to_match = {
            name: self._known(name, cell)
            for cell in cells
            if (name := Marker.of(cell).grade_id) in self.known
        }
        self.imports = tuple(source for cell in cells for source in _for_judge(cell))
        self.defined_by = self._definitions(cells)

    def _add(self, cell: NotebookCell, names: CellNames, visible_only: bool) -> None:
        marker, hidden = Marker.of(cell), self._delimiters.hidden_tests
        self._labels.pass_by(cell)
        if not marker.is_marked:
            return
        kind = _kind(marker)
        text = hidden.without(cell["source"]) if visible_only and kind == "test" else cell["source"]
        self.known[marker.grade_id] = Cell(
            kind,
            marker.cell_type == "code",
            text,
            self._labels.of(kind, marker.grade_id),
            marker.grade_id,
            (marker.points or 0.0) if kind in ("test", "manual") else 0.0,
            marker,
            attachments=cell.get("attachments"),
            hidden_lines=hidden.all_lines(text),
            beside_student=BESIDE_STUDENT in tags(cell) or BESIDE_SHARED in tags(cell),
            shared=BESIDE_SHARED in tags(cell),
            pythons=tuple(sorted(BUILTIN_NAMES & names.uses - self._bound)),
            beside_if_failed=BESIDE_IF_FAILED in tags(cell),
            share=self._shares.get(marker.grade_id, Share()),
        )

    def _definitions(self, cells: list[NotebookCell]) -> dict[str, str]:
        found: dict[str, str] = {}
        for cell in cells:
            name = Marker.of(cell).grade_id
            if name in self.known and self.known[name].kind == "code":
                for defined in definitions(cell["source"]):
                    found.setdefault(defined, self.known[name].label)
        return found

    def plan(self, submitted: list[NotebookCell]) -> Plan:
        """The submission's cells with ours restored and what is missing put back in its place."""
        matched = match(submitted, self._to_match, self._given)
        cells, own = [], False
        for index, (name, cell) in enumerate(zip(matched.names, submitted, strict=True)):
            if name:
                cells.append(self._restored(self.known[name], cell))
                continue
            idle = index in matched.idle
            own = own or not (idle or cell["source"].strip() in self._given | {""})
            cells.append(_own_cell(cell, index, idle or cell["source"].strip() in self._skipped))
        made = ordered(cells, self.order, lambda name: _absent(self.known[name], own))
        return Plan(
            tuple(made), self.metadata, self.imports, self.defined_by, self.given, tuple(matched.notes)
        )

    def _restored(self, ours: Cell, theirs: NotebookCell) -> Cell:
        if not ours.marker.keeps_students_text:
            return ours
        text = theirs["source"]
        unchanged = text.strip() == self._released(ours).strip()
        return replace(ours, source=text, untouched=unchanged, attachments=theirs.get("attachments"))

    def _known(self, name: str, cell: NotebookCell) -> Known:
        ours = self.known[name]
        answer = ours.marker.keeps_students_text
        hidden = self._delimiters.hidden_tests
        released = self._released(ours) if ours.marker.solution else hidden.without(ours.source)
        defines = frozenset(definitions(ours.source)) if answer and ours.runs else frozenset[str]()
        return Known(ours.label, released.strip(), cell.get("id", ""), ours.runs, answer, defines)

    def _released(self, cell: Cell) -> str:
        """What stands in an answer's cell when it is released. A student version is its own."""
        given = self._delimiters
        if not given.solution.is_in(cell.source) and given.is_released(cell.source, self._language):
            return cell.source
        return given.released(cell.source, cell.runs, self._language)


class _Labels:
    """Names for cells in the words of the notebook: the heading above, else nbgrader's name."""

    def __init__(self) -> None:
        self._task = ""
        self._used: set[str] = set()

    def pass_by(self, cell: NotebookCell) -> None:
        headings = _HEADING.findall(cell["source"]) if cell["cell_type"] == "markdown" else []
        self._task = headings[-1].lower() if headings else self._task

    def of(self, kind: str, name: str) -> str:
        label = (
            f"the test `{name}`" if kind == "test" else f"{self._task}'s cell" if self._task else f"`{name}`"
        )
        label = f"{label} `{name}`" if label in self._used else label
        self._used.add(label)
        return label


@lru_cache(maxsize=8)
def _read_source(source: bytes, visible_only: bool, delimiters: Delimiters) -> _Source:
    return _Source(read_cells(source), json.loads(source).get("metadata", {}), visible_only, delimiters)


def _language(metadata: dict[str, object]) -> str:
    """Language of a notebook's kernel, as nbgrader finds it."""
    kernel = metadata.get("kernelspec")
    found = kernel.get("language") if isinstance(kernel, dict) else None
    return found if isinstance(found, str) else "python"


def _kind(marker: Marker) -> str:
    if marker.has_points:
        return "manual" if marker.is_manual else "test"
    return "code" if marker.cell_type == "code" else "text"


def _for_judge(cell: NotebookCell) -> list[str]:
    """What of an instructor's cell the judge runs too."""
    marker = Marker.of(cell)
    if marker.cell_type != "code" or marker.solution or marker.grade or SKIPPED in tags(cell):
        return []
    if IN_JUDGE in tags(cell):
        return [cell["source"]]
    body = parse(cell["source"]).body
    return [ast.unparse(node) for node in body if isinstance(node, ast.Import | ast.ImportFrom)]


def _absent(ours: Cell, own: bool) -> Cell:
    """A cell that the submission lacks; ``own`` says that it holds cells that may be meant for it."""
    if not ours.marker.keeps_students_text:
        return ours
    return replace(ours, source="", missing=True, elsewhere=own)


def _own_cell(cell: NotebookCell, index: int, skipped: bool) -> Cell:
    runs = cell["cell_type"] == "code"
    skipped = runs and skipped
    return Cell(
        "code" if runs else "text",
        runs,
        cell["source"],
        f"cell {index + 1}",
        marker=Marker(cell_type=cell["cell_type"]),
        attachments=cell.get("attachments"),
        skipped=skipped,
        pictures=saved_pictures(cell) if skipped else (),
    )
