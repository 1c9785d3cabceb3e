"""Instructor notebooks, kept as readable MyST text: checked, and made into nbgrader's source folder."""

from __future__ import annotations

import copy
import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.course.errors import CourseError
from autograder.course.files import write_atomically
from autograder.course.folders import Course, solution_of
from autograder.course.markers import NBGRADERS_DELIMITERS, Delimiters, Marker
from autograder.course.nbgrader_compat import quick_nbformat, updated_metadata

if TYPE_CHECKING:
    from nbformat import NotebookNode

SCHEMA = 3
FLAGS = ("grade", "solution", "locked")
GRADE_ID = re.compile(r"[a-zA-Z0-9_-]*")
"""What nbgrader allows in the name of a cell."""


def build(course: Course, name: str) -> list[Path]:
    """Bring nbgrader's source folder of a problem set up to date and check what lies there.

    Args:
        course: the course; without a solutions folder its source folder is only checked.
        name: problem set.

    Returns:
        The notebooks in the source folder, sorted.

    Raises:
        CourseError: if a notebook cannot be read or its metadata is at fault; lists every fault.
    """
    course.require(name)
    origin = solution_of(course.solutions, name) if course.solutions else None
    if origin is not None:
        notebook = read(origin)
        _refuse(origin, notebook, course.delimiters)
        write_atomically(course.path("source", name) / f"{name}.ipynb", _text(notebook).encode())
    notebooks = course.notebooks(name)
    for path in notebooks:
        _refuse(path, read(path), course.delimiters)
    return notebooks


def read(path: Path) -> NotebookNode:
    """Read an instructor notebook, MyST or ipynb.

    Returns:
        A notebook (`nbformat.NotebookNode`, format 4.5) whose cell ids follow from the cells: the grade_id,
        or a hash of the text. The same file gives the same notebook, byte for byte.

    Raises:
        CourseError: if the file is not a notebook.
    """
    with quick_nbformat():
        import jupytext
        import nbformat
    try:
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".ipynb":
            found: NotebookNode = nbformat.reads(text, as_version=4)
            return found
        notebook = jupytext.reads(text, fmt="md:myst")
    except Exception as error:
        reason = str(error).strip().splitlines() or [""]
        raise CourseError(f"{path} is not a notebook: {type(error).__name__}: {reason[0]}") from error
    return _finished(notebook)


def _finished(notebook: NotebookNode) -> NotebookNode:
    """The notebook without the traces of its text form, with a kernel and steady cell ids."""
    notebook.metadata.pop("jupytext", None)
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook.metadata["kernelspec"] = {**kernel, **notebook.metadata.get("kernelspec", {})}
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    seen: Counter[str] = Counter()
    for cell in notebook.cells:
        plain = re.sub(r"[^\w-]", "-", Marker.of(cell).grade_id, flags=re.ASCII)[:56]
        base = plain or f"{cell.cell_type}-{hashlib.sha256(cell.source.encode()).hexdigest()[:8]}"
        seen[base] += 1
        cell["id"] = base if seen[base] == 1 else f"{base}-{seen[base]}"
    return notebook


def _text(notebook: NotebookNode) -> str:
    import nbformat

    return f"{nbformat.writes(notebook, version=nbformat.NO_CONVERT)}\n"


def updated(notebook: NotebookNode) -> tuple[NotebookNode, str]:
    """A notebook with nbgrader's metadata of today, changed in place, and what it had before.

    Returns:
        The notebook, and its oldest form of metadata ("schema 1", "no schema"); empty if it is today's.
    """
    marked = [cell for cell in notebook.cells if Marker.of(cell).fields]
    for cell in marked:
        if cell.metadata["nbgrader"].get("schema_version", 0) is None:
            del cell.metadata["nbgrader"]["schema_version"]
    found = [cell.metadata["nbgrader"].get("schema_version", 0) for cell in marked]
    old = [version for version in found if isinstance(version, int) and 0 <= version < SCHEMA]
    if not old:
        return notebook, ""
    try:
        made = updated_metadata(notebook)
    except (TypeError, ValueError, KeyError, AttributeError):
        return notebook, ""  # what is wrong with it is a fault, and told as one
    return made, f"schema {min(old)}" if min(old) else "no schema"


def _refuse(path: Path, notebook: NotebookNode, delimiters: Delimiters) -> None:
    found = list(faults(updated(copy.deepcopy(notebook))[0], delimiters))
    if found:
        raise CourseError(
            f"{path} cannot be used. " + " ".join(f"({i}) {text}" for i, text in enumerate(found, 1))
        )


def faults(notebook: NotebookNode, delimiters: Delimiters = NBGRADERS_DELIMITERS) -> Iterator[str]:
    """What keeps nbgrader from releasing a source notebook: one sentence each.

    Args:
        notebook: `nbformat.NotebookNode`, as `read` gives it, its metadata `updated`.
        delimiters: those of the course.
    """
    cells = [(Marker.of(cell), cell.source) for cell in notebook.cells]
    counts = Counter(marker.grade_id for marker, _ in cells if marker.is_marked)
    yield from (
        f"grade_id {key} stands in {n} cells; each needs its own." for key, n in counts.items() if n > 1
    )
    for index, (marker, _) in enumerate(cells):
        if marker.fields:
            yield from (f"cell {marker.grade_id or index}: {fault}" for fault in _marker_faults(marker))
    for index, (marker, source) in enumerate(cells):
        found = _region_faults(marker, source, delimiters)
        yield from (f"cell {marker.grade_id or index}: {fault}" for fault in found)


def _marker_faults(marker: Marker) -> Iterator[str]:
    given = marker.fields
    schema, points, name = given.get("schema_version"), given.get("points"), given.get("grade_id")
    if schema != SCHEMA:
        newer = isinstance(schema, int) and schema > SCHEMA
        hint = " It was written by a newer nbgrader than the one that is installed." if newer else ""
        yield f"expected schema_version {SCHEMA}. Received: schema_version={schema}.{hint}"
    for flag in FLAGS:
        if not isinstance(given.get(flag), bool):
            yield f"expected `{flag}` true or false. Received: {flag}={given.get(flag)}."
    if not marker.grade_id and (marker.grade or marker.solution or marker.locked):
        yield f"expected a grade_id. Received: grade_id={name}."
    if isinstance(name, str) and not GRADE_ID.fullmatch(name):
        yield f"expected a grade_id of letters, digits, `-` and `_`. Received: grade_id={name}."
    number = isinstance(points, int | float) and not isinstance(points, bool) and points >= 0
    if marker.has_points and not number:
        yield f"expected points, a number that is not negative. Received: points={points}."
    if marker.task and marker.cell_type != "markdown":
        yield "a task is described in a Markdown cell."
    if marker.cell_type == "markdown" and not marker.task and marker.grade != marker.solution:
        yield "a written answer needs both `grade: true` and `solution: true`."


def _region_faults(marker: Marker, source: str, delimiters: Delimiters) -> Iterator[str]:
    for region, flag in delimiters.regions:
        fault = region.fault(source)
        if fault:
            yield fault
        if region.is_in(source) and flag in delimiters.refused_elsewhere and not getattr(marker, flag):
            yield f"`{region.begin}` stands in a cell without `{flag}: true`."
