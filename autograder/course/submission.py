"""What one student handed in, read from disk, and the files that the instructor gives with it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from autograder.course.folders import Course
from autograder.course.nbgrader_compat import is_ignored, utc_time


@dataclass(frozen=True)
class Submission:
    """What one student handed in for a problem set."""

    student: str
    """Id of the student."""
    notebooks: Mapping[str, bytes]
    """The notebooks that belong to the set, by name; those that were not handed in are not here."""
    files: Mapping[str, Path]
    """All other files, by path within the submission. Links are left out."""
    timestamp: datetime | None
    """When it was handed in (UTC, naive), by its ``timestamp.txt``; None if that says nothing readable."""

    def contents(self) -> dict[str, bytes]:
        """Contents of everything, by path."""
        notebooks = {f"{name}.ipynb": data for name, data in self.notebooks.items()}
        return {**{path: file.read_bytes() for path, file in self.files.items()}, **notebooks}


def read_submission(course: Course, name: str, student: str, notebooks: Mapping[str, object]) -> Submission:
    """Read a submission; `notebooks` names those of the set, others are passed over as nbgrader does."""
    folder = course.path("submitted", name, student)
    files = dict(plain_files(folder, course.ignored))
    top = {path: file for path, file in files.items() if path.endswith(".ipynb") and "/" not in path}
    own = {path.removesuffix(".ipynb"): file for path, file in top.items()}
    return Submission(
        student,
        {book: file.read_bytes() for book, file in own.items() if book in notebooks},
        {path: file for path, file in files.items() if not path.endswith(".ipynb")},
        _timestamp(folder / "timestamp.txt"),
    )


def support_files(course: Course, name: str) -> dict[str, Path]:
    """Files that the instructor gives with the notebooks and that take the place of the student's."""
    files = plain_files(course.path("source", name), course.ignored)
    kept = set(course.config.Autograde.get("exclude_overwriting", {}).get(name, ()))
    return {path: file for path, file in files if not path.endswith(".ipynb") and path not in kept}


def plain_files(folder: Path, ignore: list[str]) -> Iterator[tuple[str, Path]]:
    """Files below a folder with their paths from there. Links and what the course ignores are left out."""
    for here, folders, files in os.walk(folder):
        folders[:] = [name for name in sorted(folders) if not is_ignored(os.path.join(here, name), ignore)]
        for name in sorted(files):
            path = Path(here) / name
            if path.is_file() and not path.is_symlink() and not is_ignored(str(path), ignore):
                yield path.relative_to(folder).as_posix(), path


def _timestamp(path: Path) -> datetime | None:
    try:
        text = path.read_text(encoding="utf-8").strip()
        return utc_time(text) if text else None
    except (OSError, ValueError, OverflowError):
        return None
