"""The instructor's notebooks as they are released and graded: with header and footer, and generated tests.

What an instructor writes becomes what students are graded by in three steps, all of them nbgrader's own: old
metadata is brought up to date as ``nbgrader update`` does, `IncludeHeaderFooter` adds the course's cells, and
`InstantiateTests` writes the assertions of ``### AUTOTEST`` lines from the values of the model answer. The
generated tests are kept in the journal's folder, so that what was released is what is graded; they are made
anew when the notebook or its templates have changed. The instructor's file is left as it is.
"""

from __future__ import annotations

import ast
import copy
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.course.cell_names import CellNames
from autograder.course.errors import CourseError
from autograder.course.files import write_atomically
from autograder.course.folders import Course
from autograder.course.markers import Marker
from autograder.course.nbgrader_compat import (
    Autotests,
    autotest_templates,
    autotests_of,
    header_and_footer,
    instantiated,
    takes_step,
    with_header_and_footer,
)
from autograder.course.notebooks import parse, text_of
from autograder.course.source import read, updated

if TYPE_CHECKING:
    from nbformat import NotebookNode


@dataclass(frozen=True)
class _Kept:
    """Where the generated tests of a notebook are kept, and what they were generated from."""

    path: Path
    fingerprint: str

    def notebook(self) -> bytes | None:
        """The notebook with its generated tests; None if it is not there or something has changed."""
        try:
            content = json.loads(self.path.read_bytes())
            same = content["fingerprint"] == self.fingerprint
            return text_of(content["notebook"]).encode() if same else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def keep(self, notebook: bytes) -> None:
        content = {"fingerprint": self.fingerprint, "notebook": json.loads(notebook)}
        write_atomically(self.path, text_of(content).encode(), 0o600)


def graded_sources(course: Course, name: str) -> dict[str, bytes]:
    """The notebooks of a problem set in nbgrader's source folder as they are graded, by name.

    One that needs none of the steps is the file, byte for byte.

    Raises:
        CourseError: if a notebook cannot be read, or its tests cannot be generated; says what to do.
    """
    return {path.stem: _graded(course, name, path) for path in course.notebooks(name)}


def _graded(course: Course, name: str, path: Path) -> bytes:
    raw = path.read_bytes()
    autotests = autotests_of(course.config)
    # Looking for a word is quick; most courses have neither.
    if autotests.delimiter.encode() not in raw and not any(header_and_footer(course.config)):
        return raw if _is_up_to_date(raw) else _bytes(updated(read(path))[0])
    kept = _Kept(
        course.root / ".autograder" / name / "generated" / f"{path.stem}.json",
        _fingerprint(course, name, raw, autotests),
    )
    found = kept.notebook()
    if found is None:
        notebook = read(path)
        made = prepared(course, name, path.name, notebook)
        if made == notebook:
            return raw
        found = _bytes(made)
        kept.keep(found)
    return found


def prepared(course: Course, name: str, file: str, notebook: NotebookNode) -> NotebookNode:
    """An instructor's notebook as it is graded; the one that was given is not changed.

    Args:
        course: the course.
        name: problem set.
        file: the notebook's file, for messages.
        notebook: what the instructor wrote.

    Raises:
        CourseError: if its tests cannot be generated; says what to do.
    """
    made, _ = updated(copy.deepcopy(notebook))
    if takes_step(course.config, "IncludeHeaderFooter"):
        made = with_header_and_footer(made, course.config, course.root)
    autotests = autotests_of(course.config)
    cells = [Marker.of(cell).grade_id for cell in made.cells if autotests.is_in(cell)]
    if not cells or not takes_step(course.config, "InstantiateTests"):
        return made
    folder = course.path("source", name)
    templates = _templates(course, folder, autotests)
    if templates is None:
        raise CourseError(
            f"{file}: cell {cells[0]} has `{autotests.delimiter}` lines, and the templates for their tests "
            f"are missing. Expected {autotests.file} in {folder} or in {course.root}. "
            f"Copy nbgrader's, {autotest_templates()}, to one of them."
        )
    try:
        return instantiated(made, course.config, course.root, folder)
    except Exception as error:
        # Any fault of the templates, the kernel or the model answer comes as nbgrader happens to raise it.
        reason = " ".join(f"{type(error).__name__}: {error}".split()).rstrip(": ")
        raise CourseError(
            f"{file}: the tests of its `{autotests.delimiter}` lines cannot be generated with {templates}: "
            f"{reason[:500]}. Run the notebook from its first cell to its last in Jupyter; if that goes "
            f"well, compare the templates with nbgrader's, {autotest_templates()}."
        ) from error


def remarks(course: Course, name: str) -> Iterator[str]:
    """What an instructor should know of a set and that does not keep it from being released, a sentence each.

    Raises:
        CourseError: if a notebook cannot be read.
    """
    books = {path.name: read(path) for path in course.notebooks(name)}
    old = {file: version for file, book in books.items() if (version := updated(copy.deepcopy(book))[1])}
    if old:
        versions = ", ".join(sorted(set(old.values())))
        yield (
            f"{', '.join(old)}: nbgrader's metadata is of an old form ({versions}) and was converted for "
            f"this release, as `nbgrader update {course.path('source', name)}` does for good."
        )
    pointless = [file for file, book in books.items() if not any(Marker.of(c).has_points for c in book.cells)]
    if len(pointless) == len(books):
        yield "no cell of the set has points: there will be nothing to grade."
    elif pointless:
        yield f"{', '.join(pointless)}: no cell has points; it is released to be read, and worth nothing."
    for file, book in books.items():
        yield from (f"{file}: {remark}" for remark in _remarks(course, book))


def _remarks(course: Course, notebook: NotebookNode) -> Iterator[str]:
    autotests, delimiters = autotests_of(course.config), course.delimiters
    generated = takes_step(course.config, "InstantiateTests")
    answers = [CellNames.of(cell) for cell in notebook.cells if Marker.of(cell).solution]
    students = frozenset[str]().union(*(names.binds for names in answers))
    for index, cell in enumerate(notebook.cells):
        named = f"cell {Marker.of(cell).grade_id or index}"
        if Marker.of(cell).is_test and (last := _no_score(cell.source, students)):
            yield f"{named}: it ends with `{last}`, which tests nothing; is an `assert` missing?"
        for region, _ in delimiters.regions:
            if region.strays(cell.source):
                yield f"{named}: `{region.end}` has no `{region.begin}` before it; nothing is hidden there."
        if autotests.is_in(cell) and not generated:
            yield (
                f"{named}: its `{autotests.delimiter}` lines stay comments and test nothing, because "
                "c.GenerateAssignment.preprocessors has no InstantiateTests."
            )


def _no_score(source: str, students: frozenset[str]) -> str:
    """The last line of a test that looks like a check and is none; empty if it is something else."""
    body = parse(source).body
    value = body[-1].value if body and isinstance(body[-1], ast.Expr) else None
    called = isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id in students
    text = isinstance(value, ast.Constant) and isinstance(value.value, str)
    return ast.unparse(value)[:60] if value and (called or text or isinstance(value, ast.Compare)) else ""


def _templates(course: Course, folder: Path, autotests: Autotests) -> Path | None:
    """The file with the templates of generated tests, where nbgrader looks for it; None if there is none."""
    places = (folder / autotests.file, course.root / autotests.file)
    return next((path for path in places if path.is_file()), None)


def _fingerprint(course: Course, name: str, raw: bytes, autotests: Autotests) -> str:
    """Of all that the released text of a notebook depends on."""
    digest = hashlib.sha256(repr(autotests).encode())
    templates = _templates(course, course.path("source", name), autotests)
    further = [course.root / file for file in header_and_footer(course.config) if file]
    for path in (*further, *([templates] if templates else [])):
        digest.update(path.read_bytes() if path.is_file() else b"")
        digest.update(b"\0")
    digest.update(raw)
    return digest.hexdigest()


def _is_up_to_date(raw: bytes) -> bool:
    """Whether nothing in a notebook's bytes asks for nbgrader's update; quick."""
    try:
        notebook = json.loads(raw)
        cells = notebook["cells"] if notebook["nbformat"] == 4 else None
        if cells is None:
            return False
        found = [cell["metadata"].get("nbgrader") for cell in cells]
        return all(fields is None or fields["schema_version"] == 3 for fields in found)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False


def _bytes(notebook: NotebookNode) -> bytes:
    return text_of(notebook).encode()
