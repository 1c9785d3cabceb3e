"""Instructor notebooks, kept as readable MyST text: checked, and made into nbgrader's source folder."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograder.course.files import write_atomically
from autograder.course.folders import Course, CourseError, solution_of
from autograder.course.nbgrader_compat import quick_nbformat

SCHEMA = 3
FLAGS = ("grade", "solution", "locked")
SOLUTION = ("BEGIN SOLUTION", "END SOLUTION")
HIDDEN = ("BEGIN HIDDEN TESTS", "END HIDDEN TESTS")


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
        _refuse(origin, notebook)
        write_atomically(course.path("source", name) / f"{name}.ipynb", _text(notebook).encode())
    notebooks = course.notebooks(name)
    for path in notebooks:
        _refuse(path, read(path))
    return notebooks


def read(path: Path) -> Any:
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
            return nbformat.reads(text, as_version=4)
        notebook = jupytext.reads(text, fmt="md:myst")
    except Exception as error:
        reason = str(error).strip().splitlines() or [""]
        raise CourseError(f"{path} is not a notebook: {type(error).__name__}: {reason[0]}") from error
    return _finished(notebook)


def _finished(notebook: Any) -> Any:
    """The notebook without the traces of its text form, with a kernel and steady cell ids."""
    notebook.metadata.pop("jupytext", None)
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook.metadata["kernelspec"] = {**kernel, **notebook.metadata.get("kernelspec", {})}
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    seen: Counter[str] = Counter()
    for cell in notebook.cells:
        grade_id = str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))
        plain = re.sub(r"[^\w-]", "-", grade_id, flags=re.ASCII)[:56]
        base = plain or f"{cell.cell_type}-{hashlib.sha256(cell.source.encode()).hexdigest()[:8]}"
        seen[base] += 1
        cell["id"] = base if seen[base] == 1 else f"{base}-{seen[base]}"
    return notebook


def _text(notebook: Any) -> str:
    import nbformat

    return nbformat.writes(notebook, version=nbformat.NO_CONVERT) + "\n"


def _refuse(path: Path, notebook: Any) -> None:
    found = list(faults(notebook))
    if found:
        raise CourseError(
            f"{path} cannot be used. " + " ".join(f"({i}) {text}" for i, text in enumerate(found, 1))
        )


def faults(notebook: Any) -> Iterator[str]:
    """What keeps nbgrader, or a fair grade, from a source notebook: one sentence each.

    Args:
        notebook: `nbformat.NotebookNode`, as `read` gives it.
    """
    marked = [
        (i, c, c.metadata["nbgrader"]) for i, c in enumerate(notebook.cells) if c.metadata.get("nbgrader")
    ]
    counts = Counter(meta.get("grade_id") for _, _, meta in marked if meta.get("grade_id"))
    yield from (
        f"grade_id {key} stands in {n} cells; each needs its own." for key, n in counts.items() if n > 1
    )
    for index, cell, meta in marked:
        where = f"cell {meta.get('grade_id') or index}"
        yield from (f"{where}: {fault}" for fault in _metadata_faults(cell, meta))
    for index, cell in enumerate(notebook.cells):
        where = f"cell {cell.metadata.get('nbgrader', {}).get('grade_id') or index}"
        yield from (f"{where}: {fault}" for fault in _region_faults(cell))
    if not any(meta.get("grade") or meta.get("task") for _, _, meta in marked):
        yield "no cell has points; a problem set needs at least one with `grade: true`."


def _metadata_faults(cell: Any, meta: dict[str, Any]) -> Iterator[str]:
    if meta.get("schema_version") != SCHEMA:
        found = meta.get("schema_version")
        hint = " Run `nbgrader update` on it." if isinstance(found, int) and found < SCHEMA else ""
        yield f"expected schema_version {SCHEMA}. Received: schema_version={found}.{hint}"
    for flag in FLAGS:
        if not isinstance(meta.get(flag), bool):
            yield f"expected `{flag}` true or false. Received: {flag}={meta.get(flag)}."
    if not isinstance(meta.get("grade_id"), str) or not meta.get("grade_id"):
        yield f"expected a grade_id. Received: grade_id={meta.get('grade_id')}."
    points = meta.get("points")
    number = isinstance(points, int | float) and not isinstance(points, bool) and points >= 0
    if (meta.get("grade") or meta.get("task")) and not number:
        yield f"expected points, a number that is not negative. Received: points={points}."
    if (
        cell.cell_type != "code"
        and not meta.get("task")
        and bool(meta.get("grade")) != bool(meta.get("solution"))
    ):
        yield "a written answer needs both `grade: true` and `solution: true`."


def _region_faults(cell: Any) -> Iterator[str]:
    meta = cell.metadata.get("nbgrader", {})
    for (begin, end), needed in ((SOLUTION, "solution"), (HIDDEN, "grade")):
        inside = False
        for line in cell.source.split("\n"):
            if begin in line or end in line:
                if inside == (begin in line):
                    yield f"`{begin}` and `{end}` do not alternate."
                    break
                inside = not inside
        else:
            if inside:
                yield f"`{begin}` has no `{end}`."
        if (begin in cell.source) and not meta.get(needed):
            yield f"`{begin}` stands in a cell without `{needed}: true`."


def split_regions(text: str, markers: tuple[str, str]) -> tuple[list[str], list[str]]:
    """Lines outside and inside the regions that a pair of markers encloses; the marker lines are in neither.

    Args:
        text: source of a cell.
        markers: `SOLUTION` or `HIDDEN`.
    """
    outside: list[str] = []
    inside: list[str] = []
    current = outside
    for line in text.split("\n"):
        if markers[0] in line:
            current = inside
        elif markers[1] in line:
            current = outside
        else:
            current.append(line)
    return outside, inside
