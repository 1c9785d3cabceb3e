"""The files of an export by name, as the system wrote them: nothing is unpacked yet.

An archive in the export is one file here: what lies in it, a student wrote.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import stat
import struct
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO

from autograder.course.collect.bounds import Bounds
from autograder.course.collect.names import shown
from autograder.course.errors import CourseError


@dataclass(frozen=True)
class Entry:
    """One file of the export."""

    path: PurePosixPath
    """Where it stands in the export."""
    open: Callable[[], IO[bytes]]
    """Opens it; raises what the format's reader raises."""
    packed: int = 0
    """Bytes that it takes in the export; 0 if it is not compressed."""
    fault: str = ""
    """Why it cannot be read; empty if it can."""
    time: str = ""
    """When the archive says that it was last changed (ISO 8601, the archive's zone); empty if it does not."""
    twice: bool = False
    """Whether the export holds more than one file of this path."""


NAMELESS = PurePosixPath("(a file without a name)")
"""What a file is called whose name is empty."""


class Unsafe(Exception):
    """A name that leads out of the folder which it should be in."""


def clean(name: str) -> PurePosixPath:
    """The path that a name in an archive stands for.

    Raises:
        Unsafe: if it leads out of the archive.
    """
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or re.match(r"[A-Za-z]:/", str(path)):
        raise Unsafe(f"is not safe to unpack: it would write to {shown(name)}")
    return path


@contextlib.contextmanager
def opened(origin: Path, bounds: Bounds) -> Iterator[list[Entry]]:
    """The files of an export, for as long as the context lasts.

    Raises:
        CourseError: if it is no zip archive and no folder, cannot be read, or is not safe to unpack.
    """
    if origin.is_dir():
        yield _checked(_of_folder(origin, bounds))
    elif origin.is_file():
        with _archive(origin) as archive:
            if len(archive.infolist()) > bounds.entries:
                raise _too_many(origin, bounds)
            yield _checked(
                [
                    _entry(archive, info, origin)
                    for info in archive.infolist()
                    if not info.filename.endswith("/")
                ]
            )
    else:
        raise CourseError(
            f"expected a zip archive or a folder. Received: {shown(origin)}, which does not exist."
        )


def _archive(origin: Path) -> zipfile.ZipFile:
    try:
        return open_zip(origin)
    except Exception as error:  # zipfile raises half a dozen kinds for bytes that are no archive
        advice = "" if isinstance(error, PermissionError) else " Unpack it and give the folder."
        reason = f"{type(error).__name__}: {shown(error)}"
        raise CourseError(f"{shown(origin)} is no zip archive, or damaged: {reason}.{advice}") from error


def listing_of_zip(path: Path) -> int:
    """Bytes that the list of names takes in a zip archive, as its end says; 0 if it has no such end."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 2**17))
        tail = file.read()
    end, end64 = tail.rfind(b"PK\5\6"), tail.rfind(b"PK\6\6")
    if end < 0 or len(tail) < end + 16:
        return 0
    size: int = struct.unpack_from("<L", tail, end + 12)[0]
    if size == 2**32 - 1 and 0 <= end64 <= end - 56:
        size = struct.unpack_from("<Q", tail, end64 + 40)[0]
    return size


def open_zip(path: Path) -> zipfile.ZipFile:
    """A zip archive; names that say they are UTF-8 and are not are read as the format's old code page.

    Raises:
        Exception: of many kinds, if the bytes are no zip archive.
    """
    try:
        return zipfile.ZipFile(path)
    except UnicodeDecodeError:
        data = bytearray(path.read_bytes())
        at: int = struct.unpack_from("<L", data, data.rindex(b"PK\5\6") + 16)[0]
        while data[at : at + 4] == b"PK\1\2":  # an entry of the directory: flags, lengths, name
            lengths = struct.unpack_from("<3H", data, at + 28)
            if not _is_utf8(bytes(data[at + 46 : at + 46 + lengths[0]])):
                (header,) = struct.unpack_from("<L", data, at + 42)
                data[at + 9] &= ~0x08
                data[header + 7] &= ~0x08  # the flags once more, before the content
            at += 46 + sum(lengths)
        return zipfile.ZipFile(io.BytesIO(data))


def _is_utf8(name: bytes) -> bool:
    try:
        name.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _entry(archive: zipfile.ZipFile, info: zipfile.ZipInfo, origin: Path) -> Entry:
    try:
        path = clean(info.filename)
    except Unsafe as error:
        raise CourseError(f"{shown(origin)} {error}.") from error
    return Entry(path, lambda: archive.open(info), info.compress_size, zip_fault(info), _zip_time(info))


def _zip_time(info: zipfile.ZipInfo) -> str:
    """The time of an entry; zip's first year stands for none."""
    try:
        return "" if info.date_time[0] <= 1980 else datetime(*info.date_time).isoformat(sep=" ")
    except ValueError:
        return ""


def zip_fault(info: zipfile.ZipInfo) -> str:
    """Why an entry of a zip archive is not to be read; empty if it may."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    if "\0" in info.orig_filename:
        return "its name holds a NUL"
    if kind == stat.S_IFLNK:
        return "is a link, not a file"
    if kind not in (0, stat.S_IFREG):
        return "is not a plain file"
    if info.flag_bits & 1:
        return "is encrypted"
    return ""


def _of_folder(origin: Path, bounds: Bounds) -> list[Entry]:
    entries: list[Entry] = []
    faults: list[OSError] = []
    for here, folders, files in os.walk(origin, onerror=faults.append):
        folders.sort()
        links = [name for name in folders if os.path.islink(os.path.join(here, name))]
        for name in sorted([*files, *links]):
            path = Path(here) / name
            entries.append(Entry(_within(path, origin), _opener(path), 0, _file_fault(path)))
        if len(entries) > bounds.entries:
            raise _too_many(origin, bounds)
    for error in faults:
        path = Path(str(error.filename))
        if path == origin:
            raise CourseError(f"{shown(origin)} cannot be read: {error.strerror}.")
        entries.append(
            Entry(
                _within(path, origin),
                _opener(path),
                0,
                f"cannot be read: {error.strerror}",
            )
        )
    return entries


def _opener(path: Path) -> Callable[[], IO[bytes]]:
    return lambda: path.open("rb")


def _within(path: Path, origin: Path) -> PurePosixPath:
    return PurePosixPath(path.relative_to(origin).as_posix())


def _file_fault(path: Path) -> str:
    try:
        mode = path.lstat().st_mode
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    if stat.S_ISLNK(mode):
        return "is a link, not a file"
    return "" if stat.S_ISREG(mode) else "is not a plain file"


def _too_many(origin: Path, bounds: Bounds) -> CourseError:
    return CourseError(f"{shown(origin)} holds more than {bounds.entries:,} files. Split the export.")


def _checked(entries: list[Entry]) -> list[Entry]:
    """The entries in the order of their paths, each marked whose path another has too."""
    number = Counter(entry.path for entry in entries)
    marked = [replace(entry, twice=True) if number[entry.path] > 1 else entry for entry in entries]
    named = [entry if entry.path.parts else replace(entry, path=NAMELESS) for entry in marked]
    return sorted(named, key=lambda entry: str(entry.path))
