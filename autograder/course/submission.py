"""What one student handed in, read from disk, and the files that the instructor gives with it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from autograder.course import outside
from autograder.course.folders import Course
from autograder.course.nbgrader_compat import is_ignored, utc_time
from autograder.course.plain_text import one_line
from autograder.course.renamed import assigned

_STAMP = "timestamp.txt"


@dataclass(frozen=True)
class Submission:
    """What one student handed in for a problem set."""

    student: str
    """Id of the student."""
    notebooks: Mapping[str, bytes]
    """The notebooks that belong to the set, by name; those that were not handed in are not here."""
    refused: Mapping[str, str]
    """Why a notebook of the set cannot be had though something was handed in for it, by name."""
    files: Mapping[str, Path]
    """All other files, by path within the submission. Links are left out."""
    timestamp: datetime | None
    """When it was handed in (UTC, naive), by its ``timestamp.txt``; None if that says nothing readable."""
    notes: tuple[str, ...] = ()
    """What student and instructor should know, a sentence each."""


def read_submission(
    course: Course, name: str, student: str, notebooks: Mapping[str, bytes], folder: Path | None = None
) -> Submission:
    """Read a submission.

    Args:
        course: the course.
        name: problem set.
        student: id of the student.
        notebooks: the instructor's notebooks of the set, by name. Others are passed over as nbgrader does,
            unless one can only be one of these under another name.
        folder: where it lies, if it is not the one that counts.
    """
    folder = folder or course.path("submitted", name, student)
    files = dict(plain_files(folder, course.ignored))
    books = {path: file for path, file in files.items() if path.lower().endswith((".ipynb", ".ipynb.txt"))}
    exact = {f"{book}.ipynb": book for book in notebooks}
    own, refused = dict[str, bytes](), dict[str, str]()
    notes = list[str]()
    for path, book in exact.items():
        if path in books:
            _take(book, path, books.pop(path), own, refused)
    missing = {book: notebooks[book] for book in notebooks if book not in own and book not in refused}
    found = assigned({path: _content(file) for path, file in books.items()}, missing) if missing else None
    if found is not None:
        refused |= found.refused
        for book, path in found.notebooks.items():
            _take(book, path, books.pop(path), own, refused)
            notes.append(f"`{one_line(path)}` was graded as `{book}.ipynb`.")
        for book in missing.keys() - own.keys() - refused.keys():
            notes.append(f"`{book}.ipynb` was not handed in{_but(books)}. Its cells count no points.")
    elif books:
        notes.append(f"Not looked at: {_listed(books)}.")
    stamp, unclear = _timestamp(folder / _STAMP)
    others = {path: file for path, file in files.items() if not path.endswith(".ipynb")}
    return Submission(student, own, refused, others, stamp, (*notes, *unclear))


def _take(book: str, path: str, file: Path, own: dict[str, bytes], refused: dict[str, str]) -> None:
    try:
        own[book] = file.read_bytes()
    except OSError as error:
        refused[book] = f"`{one_line(path)}` cannot be read: {(error.strerror or 'unknown').lower()}"


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""


def _but(books: Iterable[str]) -> str:
    listed = _listed(books)
    return f"; there is {listed}" if listed else ""


def _listed(paths: Iterable[str]) -> str:
    """Some paths, for a sentence."""
    shown = [f"`{one_line(path)}`" for path in sorted(paths)]
    rest = f" and {len(shown) - 5} more" if len(shown) > 5 else ""
    return ", ".join(shown[:5]) + rest


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


def _timestamp(path: Path) -> tuple[datetime | None, list[str]]:
    """The time in a file, and what is wrong with it."""
    try:
        raw = path.read_bytes()[:1000]
    except FileNotFoundError:
        return None, []
    except OSError as error:
        return None, [f"`{_STAMP}` cannot be read ({error.strerror}), so nobody knows whether it is late."]
    text = outside.decoded(raw).strip()
    try:
        return (utc_time(text) if text else None), []
    except (ValueError, OverflowError):
        said = one_line(text, 60)
        return None, [f"`{_STAMP}` says `{said}`, which is no time, so nobody knows whether it is late."]
