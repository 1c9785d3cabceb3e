"""Archives that a student made: zip, tar, tar.gz, tar.bz2. Read file by file, never extracted by name."""

from __future__ import annotations

import bz2
import contextlib
import gzip
import io
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

from autograder.course.collect.bounds import Bounds, TooMuch
from autograder.course.collect.origin import clean, listing_of_zip, open_zip, zip_fault

TARS: dict[str, Callable[..., Any]] = {
    ".tar.gz": gzip.open,
    ".tgz": gzip.open,
    ".tar.bz2": bz2.open,
    ".tbz2": bz2.open,
    ".tar": open,
}
SUFFIXES = (".zip", *TARS)
"""What can be unpacked."""
FOREIGN = (".7z", ".rar", ".tar.xz", ".txz", ".xz", ".gz", ".bz2", ".zst", ".tar.zst")
"""What cannot; it is kept as it is, and its name is told."""


@dataclass(frozen=True)
class Member:
    """One file in an archive."""

    path: PurePosixPath
    """Where it stands in the archive."""
    stream: IO[bytes]
    """Its content, to be read before the next member is asked for."""
    packed: int = 0
    """Bytes that it takes in the archive; 0 if it is not compressed by itself."""
    fault: str = ""
    """Why it cannot be read; empty if it can."""


def suffix_of(name: str) -> str:
    """The suffix of an archive that can be unpacked, as the name has it; empty if it has none."""
    return next((name[-len(end) :] for end in SUFFIXES if name.casefold().endswith(end)), "")


def without_suffix(name: str) -> str:
    """A name without the suffix of an archive."""
    return name[: len(name) - len(suffix_of(name))]


def is_foreign(name: str) -> bool:
    """Whether a file is an archive that cannot be unpacked."""
    return not suffix_of(name) and name.casefold().endswith(FOREIGN)


def members(path: Path, name: str, bounds: Bounds) -> Iterator[Member]:
    """The files of an archive. Whoever calls must expect any exception: the bytes are a student's.

    Args:
        path: the archive.
        name: what the student called it; the suffix tells the format.
        bounds: how much it may hold.

    Raises:
        Unsafe: if a name leads out of the archive; nothing of it should be kept.
        TooMuch: if it exceeds a bound.
    """
    suffix = suffix_of(name).casefold()
    return _zip(path, bounds) if suffix == ".zip" else _tar(path, suffix, bounds)


def _zip(path: Path, bounds: Bounds) -> Iterator[Member]:
    if listing_of_zip(path) > bounds.listing:
        raise TooMuch(f"an archive of more than {bounds.members:,} entries")
    with open_zip(path) as archive:
        if len(archive.infolist()) > bounds.members:
            raise TooMuch(f"an archive of more than {bounds.members:,} entries")
        infos = [info for info in archive.infolist() if not info.filename.endswith("/")]
        paths = [clean(info.filename) for info in infos]
        for info, inner in zip(infos, paths, strict=True):
            if fault := zip_fault(info):
                yield Member(inner, io.BytesIO(), fault=fault)
            else:
                with archive.open(info) as stream:
                    yield Member(inner, stream, info.compress_size)


class _Counted:
    """A stream for tarfile that bounds how much is unpacked: also what is skipped is unpacked."""

    def __init__(self, stream: IO[bytes], most: int) -> None:
        self._stream, self._left, self._most = stream, most, most

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._left -= len(data)
        if self._left < 0:
            raise TooMuch(f"more than {self._most:,} bytes unpacked")
        return data


def _tar(path: Path, suffix: str, bounds: Bounds) -> Iterator[Member]:
    # The names first: nothing of an archive is kept in which one of them leads out.
    with _opened_tar(path, suffix, bounds) as archive:
        for number, info in enumerate(archive):
            clean(info.name)
            if number >= bounds.members:
                raise TooMuch(f"an archive of more than {bounds.members:,} entries")
    with _opened_tar(path, suffix, bounds) as archive:
        for info in archive:
            content = archive.extractfile(info) if info.isreg() else None
            if content is not None:
                yield Member(clean(info.name), content)
            elif not info.isdir():
                yield Member(clean(info.name), io.BytesIO(), fault="is a link or no plain file")


@contextlib.contextmanager
def _opened_tar(path: Path, suffix: str, bounds: Bounds) -> Iterator[tarfile.TarFile]:
    with TARS[suffix](path, "rb") as stream:
        counted = cast("IO[bytes]", _Counted(stream, bounds.student))
        with tarfile.open(fileobj=counted, mode="r|") as archive:
            yield archive
