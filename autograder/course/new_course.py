"""A course folder of one's own: settings with comments, an example set with a bank, a list, a workflow."""

from __future__ import annotations

import re
from pathlib import Path

from autograder.course.errors import CourseError
from autograder.course.files import write_atomically
from autograder.course.folders import CONFIG
from autograder.course.plain_text import one_line

STARTER = Path(__file__).parent / "starter"
RENAMED = {"gitignore": ".gitignore", "github": ".github"}
"""Names that begin with a dot, which a wheel would lose."""


def new_course(folder: Path) -> list[Path]:
    """Make a course folder.

    Args:
        folder: where; what lies there already stays, unless it has the name of a file of ours.

    Returns:
        The files, by path from the folder, sorted.

    Raises:
        CourseError: if the folder is a course, holds a file of ours, or cannot be written.
    """
    if (folder / CONFIG).exists() or (folder / "source").is_dir():
        raise CourseError(f"expected a folder that is no course yet. Received: {one_line(str(folder))}.")
    files = {place(path): path for path in sorted(STARTER.rglob("*")) if path.is_file() and _ours(path)}
    there = [path for path in files if (folder / path).exists()]
    if there:
        raise CourseError(
            f"expected a folder without {there[0]}. Received: {one_line(str(folder))}, which has one."
        )
    name = re.sub(r"[^a-z0-9-]+", "-", folder.resolve().name.casefold()).strip("-") or "my-course"
    try:
        for path, source in files.items():
            text = source.read_text(encoding="utf-8").replace(
                'course_id = "my-course"', f'course_id = "{name}"'
            )
            write_atomically(folder / path, text.encode())
    except OSError as error:
        raise CourseError(f"{one_line(str(folder))} cannot be written: {error.strerror}.") from error
    return sorted(files)


def place(path: Path) -> Path:
    """Where a file of the starter lies in a course."""
    return Path(*(RENAMED.get(part, part) for part in path.relative_to(STARTER).parts))


def _ours(path: Path) -> bool:
    return "__pycache__" not in path.parts
