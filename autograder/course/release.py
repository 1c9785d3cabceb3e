"""From the instructor's notebook to the student's, and the proof that nothing secret is left in it."""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.course.errors import CourseError
from autograder.course.folders import Course
from autograder.course.graded_source import graded_sources
from autograder.course.markers import NBGRADERS_DELIMITERS, Delimiters, Marker
from autograder.course.nbgrader_compat import convert, release_steps, upgraded, without_steps
from autograder.course.source import build, read

if TYPE_CHECKING:
    from nbformat import NotebookNode


def release(course: Course, name: str, built: Mapping[str, bytes] | None = None) -> Path:
    """Make the student version of a problem set and enter its cells into the gradebook.

    nbgrader's own `GenerateAssignment` does the work, with the preprocessors that the course configures.
    The result is put in place only after `leaks` has found nothing in it.

    Args:
        course: the course.
        name: problem set.
        built: what `built_sources` has just given; it is called if None.

    Returns:
        Folder of the student version.

    Raises:
        CourseError: if the source is at fault, the gradebook holds submissions of other cells, or a secret
        is left.
    """
    from nbgrader.converters import GenerateAssignment

    built = built_sources(course, name) if built is None else built
    sources = {book: upgraded(data.decode()) for book, data in built.items()}
    _refuse_other_cells(course, name, sources)
    target = course.path("release", name)
    draft = target.parent / f".{name}.draft"
    shutil.rmtree(draft, ignore_errors=True)
    directory = course.directory(name, release_directory=str(draft.relative_to(course.root)))
    try:
        convert(course, GenerateAssignment, directory, force=True, preprocessors=_steps(course, sources))
        made = draft / name
        _refuse_leaks(sources, made, course.delimiters)
        shutil.rmtree(target, ignore_errors=True)
        made.rename(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return target


def built_sources(course: Course, name: str) -> dict[str, bytes]:
    """The instructor's notebooks of a problem set as they are graded, by name, built and checked.

    Raises:
        CourseError: if one is at fault, or its tests cannot be generated.
    """
    build(course, name)
    return graded_sources(course, name)


def _steps(course: Course, sources: Mapping[str, NotebookNode]) -> list[Any]:
    """nbgrader's steps as the course configures them, with the notebooks as they are graded for those of them
    that come before the solutions go."""

    def take_graded(notebook: NotebookNode, resources: Any) -> tuple[Any, Any]:
        return copy.deepcopy(sources[resources["nbgrader"]["notebook"]]), resources

    done = ("IncludeHeaderFooter", "InstantiateTests")
    return [take_graded, *without_steps(release_steps(course.config), *done)]


def leaks(
    source: NotebookNode, released: NotebookNode, delimiters: Delimiters = NBGRADERS_DELIMITERS
) -> list[str]:
    """Lines that only the instructor may see and that stand somewhere in the student version.

    A line of a solution, a hidden test or a mark scheme counts as secret if it says something (a name, a
    number, a call) and stands nowhere in the open part of the source. Cells, outputs and metadata of the
    student version are searched.

    Args:
        source: the instructor's notebook.
        released: the student's notebook.
        delimiters: those of the course.

    Returns:
        The lines found, without their indentation; empty if all is well.
    """
    secret: set[str] = set()
    known: set[str] = set()
    for cell in source.cells:
        shown, hidden = delimiters.secret(cell.source, Marker.of(cell))
        known |= {line.strip() for line in shown}
        secret |= {line.strip() for line in hidden}
    known |= {line.strip() for line in delimiters.stub_lines}
    secret = {line for line in secret - known if sum(map(str.isalnum, line)) > 3}
    texts = list(_strings(released))
    lines = {line.strip() for text in texts for line in text.split("\n")}
    words = {word for word in delimiters.words if any(word in text for text in texts)}
    return sorted(secret & lines) + sorted(words)


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for part in parts for text in _strings(part)]


def _refuse_leaks(sources: Mapping[str, NotebookNode], made: Path, delimiters: Delimiters) -> None:
    for book, source in sources.items():
        found = leaks(source, read(made / f"{book}.ipynb"), delimiters)
        if found:
            raise CourseError(
                f"{book}.ipynb is not released: the student version would show {json.dumps(found[0])}"
                f"{f' and {len(found) - 1} more lines' if len(found) > 1 else ''}. "
                "Move the line into a solution or hidden-test region."
            )


def _refuse_other_cells(course: Course, name: str, sources: Mapping[str, NotebookNode]) -> None:
    """Stop where submissions already stand against other cells; nbgrader could not grade them any more."""
    from nbgrader.api import MissingEntry

    with course.gradebook() as gradebook:
        for book, source in sources.items():
            try:
                entry = gradebook.find_notebook(book, name)
            except MissingEntry:
                continue
            markers = map(Marker.of, source.cells)
            ids = {marker.grade_id for marker in markers if marker.is_marked}
            changed = sorted(ids ^ {cell.name for cell in entry.source_cells})
            if entry.submissions and changed:
                raise CourseError(
                    f"{name} has {len(entry.submissions)} submissions in the gradebook, and cells were added "
                    f"or removed since it was released: {', '.join(changed)}. Keep the cells, or release the "
                    "changed set under another name."
                )
