"""From the instructor's notebook to the student's, and the proof that nothing secret is left in it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from autograder.course.folders import Course, CourseError
from autograder.course.nbgrader_compat import convert
from autograder.course.source import HIDDEN, SOLUTION, build, read, split_regions


def release(course: Course, name: str) -> Path:
    """Make the student version of a problem set and enter its cells into the gradebook.

    nbgrader's own `GenerateAssignment` does the work, with the preprocessors that the course configures.
    The result is put in place only after `leaks` has found nothing in it.

    Args:
        course: the course.
        name: problem set.

    Returns:
        Folder of the student version.

    Raises:
        CourseError: if the source is at fault, the gradebook holds submissions of other cells, or a secret
        is left.
    """
    from nbgrader.converters import GenerateAssignment

    notebooks = build(course, name)
    _refuse_other_cells(course, name, notebooks)
    target = course.path("release", name)
    draft = target.parent / f".{name}.draft"
    shutil.rmtree(draft, ignore_errors=True)
    directory = course.directory(name, release_directory=str(draft.relative_to(course.root)))
    try:
        convert(course, GenerateAssignment, directory, force=True)
        made = draft / name
        _refuse_leaks(notebooks, made)
        shutil.rmtree(target, ignore_errors=True)
        made.rename(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return target


def leaks(source: Any, released: Any) -> list[str]:
    """Lines that only the instructor may see and that stand somewhere in the student version.

    A line of a solution or of a hidden test counts as secret if it says something (a name, a number, a
    call) and stands nowhere in the open part of the source. Cells, outputs and metadata of the student
    version are searched.

    Args:
        source: the instructor's notebook.
        released: the student's notebook.

    Returns:
        The lines found, without their indentation; empty if all is well.
    """
    secret, known = set(), set()
    for cell in source.cells:
        parts = _parts(cell)
        known |= {line.strip() for line in parts[0]}
        secret |= {line.strip() for line in parts[1]}
    secret = {line for line in secret - known if sum(map(str.isalnum, line)) > 3}
    markers = {*SOLUTION, *HIDDEN}
    texts = list(_strings(released))
    lines = {line.strip() for text in texts for line in text.split("\n")}
    return sorted(secret & lines) + sorted(m for m in markers if any(m in text for text in texts))


def _parts(cell: Any) -> tuple[list[str], list[str]]:
    """Open and secret lines of a source cell. A solution cell without markers is secret as a whole."""
    shown, hidden = split_regions(cell.source, HIDDEN)
    if not cell.metadata.get("nbgrader", {}).get("solution"):
        return shown, hidden
    if SOLUTION[0] not in cell.source:
        return [], shown + hidden
    shown, solved = split_regions("\n".join(shown), SOLUTION)
    return shown, hidden + solved


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for part in parts for text in _strings(part)]


def _refuse_leaks(sources: list[Path], made: Path) -> None:
    for path in sources:
        found = leaks(read(path), read(made / path.name))
        if found:
            raise CourseError(
                f"{path.name} is not released: the student version would show {json.dumps(found[0])}"
                f"{f' and {len(found) - 1} more lines' if len(found) > 1 else ''}. "
                "Move the line into a solution or hidden-test region."
            )


def _refuse_other_cells(course: Course, name: str, notebooks: list[Path]) -> None:
    """Stop where submissions already stand against other cells; nbgrader could not grade them any more."""
    from nbgrader.api import MissingEntry

    with course.gradebook() as gradebook:
        for path in notebooks:
            try:
                entry = gradebook.find_notebook(path.stem, name)
            except MissingEntry:
                continue
            metas = (cell.metadata.get("nbgrader", {}) for cell in read(path).cells)
            ids = {
                m["grade_id"]
                for m in metas
                if m and (m["grade"] or m["solution"] or m["locked"] or m.get("task"))
            }
            changed = sorted(ids ^ {cell.name for cell in entry.source_cells})
            if entry.submissions and changed:
                raise CourseError(
                    f"{name} has {len(entry.submissions)} submissions in the gradebook, and cells were added "
                    f"or removed since it was released: {', '.join(changed)}. Keep the cells, or release the "
                    "changed set under another name."
                )
