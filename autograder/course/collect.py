"""From what a learning management system exports, or a plain folder, to nbgrader's ``submitted/`` folder.

Who handed in what is read from the names of files and folders. Known are the exports of Moodle, Canvas and
Blackboard, nbgrader's own layout, a folder for each student, and files called ``<student>.ipynb`` or
``<student>_<notebook>.ipynb``; a regular expression covers the rest. Archives may lie in archives.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from autograder.course.errors import CourseError
from autograder.course.folders import Course

LARGEST = 100_000_000
"""Bytes that one file, unpacked, may have. nbgrader's `max_file_size` is the same."""
DEPTH = 3
"""How deep archives may lie in archives."""

MOODLE = re.compile(r"(?:.*/)?[^/]+_(?P<student>\d+)_assignsubmission_file(?:_/|_|/)(?P<file>.+)")
BLACKBOARD = re.compile(
    r"(?:.*/)?[^/]*?_(?P<student>[^_/]+)_attempt_(?P<time>\d{4}(?:-\d\d){5})[_/]?(?P<file>.+)"
)
CANVAS = re.compile(r"(?:.*/)?(?P<student>[^_/]+)_(?:LATE_)?\d+_\d+_(?P<file>.+)")


@dataclass(frozen=True)
class Handin:
    """One file of one student."""

    student: str
    """Id of the student, as the export gives it."""
    path: PurePosixPath
    """Where it stood in the export."""
    file: str
    """Its name without what the system put before it."""
    data: bytes
    """Its content."""
    time: str = ""
    """When it was handed in (UTC, ISO 8601), or empty if the export does not say."""


@dataclass(frozen=True)
class Collected:
    """What one call of `collect` did."""

    students: tuple[str, ...]
    """Students whose submission was put into the course."""
    passed_over: tuple[str, ...]
    """Files that belong to nobody or to no notebook of the set, each with the reason."""


def collect(course: Course, name: str, origin: Path, pattern: str = "") -> Collected:
    """Put submissions where nbgrader expects them; a student's earlier one of the set is replaced as a whole.

    Args:
        course: the course.
        name: problem set.
        origin: a zip archive or a folder.
        pattern: regular expression searched in each file's path; its groups ``student_id``, and where they
            help ``file_id`` and ``timestamp``, say what the file is, as in ``nbgrader zip_collect``.

    Raises:
        CourseError: if the origin cannot be read, is not safe to unpack, or holds no submission.
    """
    course.require(name)
    notebooks = [path.name for path in course.notebooks(name)]
    if not notebooks:
        raise CourseError(f"{name} has not been released yet. Run `autograder release {name}` first.")
    found, passed_over = _assigned(origin, _compiled(pattern), _Names(name, notebooks))
    sorted_out: dict[str, dict[str, Handin]] = {}
    for handin in sorted(found, key=lambda h: (h.time, h.file in notebooks, str(h.path))):
        target = _target(handin, notebooks)
        if target is None:
            passed_over.append(f"{handin.path}: which of {', '.join(notebooks)} it is cannot be told")
            continue
        files = sorted_out.setdefault(handin.student, {})
        if target in files:
            passed_over.append(f"{files[target].path}: {handin.path} takes its place")
        files[target] = handin
    if not sorted_out:
        raise CourseError(f"{origin} holds no notebook (.ipynb) whose name or folder names a student.")
    for student, files in sorted_out.items():
        _replace(course.path("submitted", name, student), files)
    return Collected(tuple(sorted(sorted_out)), tuple(passed_over))


def _compiled(pattern: str) -> re.Pattern[str] | None:
    if not pattern:
        return None
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        raise CourseError(f"expected a regular expression. Received: pattern={pattern} ({error})") from error
    if "student_id" not in compiled.groupindex:
        raise CourseError(f"expected a group (?P<student_id>…) in the pattern. Received: pattern={pattern}")
    return compiled


def _assigned(origin: Path, pattern: re.Pattern[str] | None, names: _Names) -> tuple[list[Handin], list[str]]:
    """Notebooks of an export with their students, and what could not be given to one."""
    found, passed_over, files = [], [], []
    for path, data, fault in _files(origin):
        if fault:
            passed_over.append(fault)
        elif path.suffix == ".ipynb" and not any(part.startswith(".") for part in path.parts):
            files.append((path, data))
    depth = names.depth([path for path, _ in files])
    for path, data in files:
        handin = _by_pattern(path, data, pattern) if pattern else names.read(path, data, depth)
        if handin is None:
            passed_over.append(f"{path}: whose it is cannot be told from its name")
        elif not re.fullmatch(r"[^/\\\0.][^/\\\0]*", handin.student):
            passed_over.append(f"{path}: {handin.student!r} cannot be a student's id")
        else:
            found.append(handin)
    return found, passed_over


def _by_pattern(path: PurePosixPath, data: bytes, pattern: re.Pattern[str]) -> Handin | None:
    match = pattern.search(str(path))
    if match is None:
        return None
    groups = match.groupdict()
    file = groups.get("file_id") or path.name
    return Handin(groups["student_id"], path, file, data, _time(groups.get("timestamp") or ""))


@dataclass(frozen=True)
class _Names:
    """Reads a file's student from the names that the known systems give."""

    name: str
    """The problem set."""
    notebooks: list[str]
    """File names of its notebooks."""

    def depth(self, paths: list[PurePosixPath]) -> int:
        """How many folders lie round the whole class: those that all paths begin with."""
        folders = {path.parent for path in paths}
        if len(folders) > 1:
            return len(PurePosixPath(os.path.commonpath(folders)).parts)
        # One folder: of one student, or of everybody's files?
        everybody = len(paths) > len(self.notebooks) and not {path.name for path in paths} & set(
            self.notebooks
        )
        return len(folders.pop().parts) if everybody else 0

    def read(self, path: PurePosixPath, data: bytes, depth: int) -> Handin:
        """One file; the first `depth` folders of its path are everybody's."""
        for expression in (MOODLE, BLACKBOARD, CANVAS):
            if match := expression.fullmatch(str(path)):
                groups = match.groupdict()
                file = PurePosixPath(groups["file"]).name
                return Handin(groups["student"], path, file, data, _time(groups.get("time") or ""))
        return Handin(self._student(path, depth), path, path.name, data)

    def _student(self, path: PurePosixPath, depth: int) -> str:
        folders = path.parts[:-1]
        if self.name in folders[1:]:
            return folders[folders.index(self.name, 1) - 1]
        if len(folders) > depth:
            return folders[depth]
        if folders and path.name in self.notebooks:
            return folders[-1]
        endings = (*(f"_{notebook}" for notebook in self.notebooks), f"_{self.name}.ipynb", ".ipynb")
        return next(path.name.removesuffix(end) for end in endings if path.name.endswith(end))


def _time(text: str) -> str:
    """A time of an export in nbgrader's form; empty if it is not one."""
    digits = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)[-T _](\d\d)[-:](\d\d)[-:](\d\d).*", text)
    if digits is None:
        return ""
    try:
        year, month, day, hour, minute, second = map(int, digits.groups())
        return datetime(year, month, day, hour, minute, second).isoformat(sep=" ") + " UTC"
    except ValueError:
        return ""


def _target(handin: Handin, notebooks: list[str]) -> str | None:
    """Which notebook of the set a file is: the only one, or the one in whose name its own ends."""
    if len(notebooks) == 1:
        return notebooks[0]
    plain = re.sub(r"(-\d+| \(\d+\))?$", "", handin.file.removesuffix(".ipynb")) + ".ipynb"
    fitting = [notebook for notebook in notebooks if plain.endswith(notebook)]
    return max(fitting, key=len, default=None)


def _replace(target: Path, files: dict[str, Handin]) -> None:
    """Write a submission beside the earlier one, then exchange the two."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=target.parent, prefix="."))
    try:
        for file, handin in files.items():
            (draft / file).write_bytes(handin.data)
        times = [handin.time for handin in files.values() if handin.time]
        if times:
            (draft / "timestamp.txt").write_text(max(times) + "\n", encoding="utf-8")
        draft.chmod(0o755)
        shutil.rmtree(target, ignore_errors=True)
        draft.rename(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _files(origin: Path) -> Iterator[tuple[PurePosixPath, bytes, str]]:
    """Files of a folder or an archive, archives within unpacked, nothing written: path, content, fault."""
    if origin.is_dir():
        for path in sorted(origin.rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield from _unpacked(PurePosixPath(path.relative_to(origin).as_posix()), path.read_bytes(), 0)
    elif origin.is_file():
        yield from _archive(str(origin), origin.read_bytes(), PurePosixPath(), 0)
    else:
        raise CourseError(f"expected a zip archive or a folder. Received: {origin}, which does not exist.")


def _unpacked(path: PurePosixPath, data: bytes, depth: int) -> Iterator[tuple[PurePosixPath, bytes, str]]:
    """The file, or what is in it if it is an archive. A faulty archive in another keeps nobody else back."""
    if path.suffix.lower() != ".zip":
        yield path, data, ""
    elif depth >= DEPTH:
        yield path, b"", f"{path}: archives lie in archives more than {DEPTH} deep"
    else:
        try:
            yield from list(_archive(str(path), data, path.with_suffix(""), depth + 1))
        except CourseError as error:
            yield path, b"", str(error)


def _archive(
    label: str, data: bytes, base: PurePosixPath, depth: int
) -> Iterator[tuple[PurePosixPath, bytes, str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist():
                path = PurePosixPath(entry.filename.replace("\\", "/"))
                if path.is_absolute() or ".." in path.parts or re.match(r"[A-Za-z]:", str(path)):
                    raise CourseError(f"{label} is not safe to unpack: it would write to {entry.filename}.")
                if entry.file_size > LARGEST:
                    raise CourseError(
                        f"{label}: {entry.filename} would unpack to more than {LARGEST:,} bytes."
                    )
                if not entry.is_dir() and "__MACOSX" not in path.parts:
                    yield from _unpacked(base / path, archive.read(entry), depth)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise CourseError(f"{label} is no zip archive, or damaged, or encrypted: {error}.") from error
