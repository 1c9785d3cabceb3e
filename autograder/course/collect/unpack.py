"""What one student handed in: every file on the disk, archives opened, within bounds.

Files are kept under numbers. No name that a student chose touches the disk here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from autograder.course.collect.archives import is_foreign, members, suffix_of, without_suffix
from autograder.course.collect.bounds import TooMuch, Total
from autograder.course.collect.claims import Claim, is_notebook
from autograder.course.collect.names import is_junk, shown
from autograder.course.collect.origin import Entry, Unsafe

CHUNK = 2**18


@dataclass(frozen=True)
class Piece:
    """One file that a student handed in."""

    path: PurePosixPath
    """Where it lay in what was handed in; an archive counts as a folder."""
    content: Path
    """Where its content is."""
    time: str = ""
    """When the system says that it was handed in; empty if it does not say."""


@dataclass
class Unpacked:
    """All that a student handed in."""

    pieces: list[Piece] = field(default_factory=list)
    """The files."""
    lost: list[str] = field(default_factory=list)
    """Files that could not be read, each with the reason."""
    notes: list[str] = field(default_factory=list)
    """What else is worth knowing."""
    junk: int = 0
    """Files left out because programs wrote them for themselves."""
    stamp: str = ""
    """What the system's own file says about the time."""

    @property
    def has_notebook(self) -> bool:
        """Whether there is a notebook among the files."""
        return any(is_notebook(piece.path) for piece in self.pieces)


class Unpacker:
    """Reads what students handed in into a folder."""

    def __init__(self, folder: Path, total: Total, ignored: tuple[str, ...] = ()) -> None:
        self._folder, self._total, self._bounds, self._ignored = folder, total, total.bounds, ignored
        self._number = 0

    def unpack(self, files: Iterable[tuple[Entry, Claim]]) -> Unpacked:
        """Everything of one student.

        Raises:
            TooMuch: if it exceeds a bound.
            OSError: if the disk does not take it.
        """
        done = Unpacked()
        for entry, claim in files:
            if entry.fault:
                done.lost.append(f"{shown(entry.path)}: {entry.fault}")
                continue
            stream = self._opened(entry, done)
            if stream is None:
                continue
            with stream:
                if claim.stamp:
                    done.stamp = stream.read(200).decode("utf-8", "replace").strip()
                    continue
                content = self._copied(stream, str(entry.path), entry.packed, done)
            if content is not None:
                self._add(Piece(claim.file, content, claim.time), 0, done)
        return done

    def _opened(self, entry: Entry, done: Unpacked) -> IO[bytes] | None:
        try:
            return entry.open()
        except Exception as error:  # what zipfile raises for damaged, encrypted and unknown entries
            done.lost.append(_unreadable(str(entry.path), error))
            return None

    def _copied(self, stream: IO[bytes], name: str, packed: int, done: Unpacked) -> Path | None:
        """The content in a file of its own, or None if it cannot be read to its end."""
        bounds = self._bounds
        self._total.add_file()
        self._number += 1
        target = self._folder / str(self._number)
        size = 0
        with target.open("wb") as file:
            while True:
                try:
                    data = stream.read(CHUNK)
                except TooMuch:
                    raise
                except Exception as error:
                    done.lost.append(_unreadable(name, error))
                    return None
                if not data:
                    return target
                size += len(data)
                self._total.add_bytes(len(data))
                if size > bounds.file:
                    raise TooMuch(f"{shown(name)} has more than {bounds.file:,} bytes unpacked")
                if packed and size > bounds.ratio_from and size > bounds.ratio * packed:
                    raise TooMuch(f"{shown(name)} unpacks to more than {bounds.ratio} times its size")
                file.write(data)

    def _add(self, piece: Piece, depth: int, done: Unpacked) -> None:
        """Take a file, or what is in it if it is an archive with a notebook."""
        if is_junk(piece.path, self._ignored):
            done.junk += 1
            return
        if len(piece.path.parts) > self._bounds.folders:
            raise TooMuch(f"folders lie more than {self._bounds.folders} deep")
        if is_foreign(piece.path.name):
            done.notes.append(f"{shown(piece.path)}: this kind of archive is kept as it is; ask for a .zip")
        if not suffix_of(piece.path.name):
            done.pieces.append(piece)
        elif depth >= self._bounds.archives:
            done.lost.append(f"{shown(piece.path)}: archives lie in archives more than {depth} deep")
            done.pieces.append(piece)
        else:
            self._add_archive(piece, depth, done)

    def _add_archive(self, piece: Piece, depth: int, done: Unpacked) -> None:
        inner = Unpacked()
        try:
            for member_path, content in self._members(piece, inner):
                self._add(Piece(_under(piece.path, member_path), content, piece.time), depth + 1, inner)
        except (TooMuch, _DiskError):
            raise
        except Unsafe as error:
            inner = Unpacked(lost=[f"{shown(piece.path)} {error}"])
        except Exception as error:
            inner = Unpacked(lost=[_unreadable(str(piece.path), error)])
        if inner.has_notebook:
            done.pieces += _last_of_each(inner)
        else:
            # Data, perhaps, that the notebook opens itself; in any case not lost.
            done.pieces.append(piece)
            if not inner.lost:
                done.notes.append(f"{shown(piece.path)}: holds no notebook, kept unopened")
        done.lost += inner.lost
        done.notes += inner.notes
        done.junk += inner.junk

    def _members(self, piece: Piece, inner: Unpacked) -> Iterator[tuple[PurePosixPath, Path]]:
        for member in members(piece.content, piece.path.name, self._bounds):
            name = str(_under(piece.path, member.path))
            if is_junk(member.path, self._ignored):
                inner.junk += 1
            elif member.fault:
                inner.lost.append(f"{shown(name)}: {member.fault}")
            else:
                try:
                    content = self._copied(member.stream, name, member.packed, inner)
                except OSError as error:
                    raise _DiskError(*error.args) from error
                if content is not None:
                    yield member.path, content


class _DiskError(OSError):
    """Our disk failed, not the student's archive."""


def _under(archive: PurePosixPath, path: PurePosixPath) -> PurePosixPath:
    return archive.with_name(without_suffix(archive.name) or "archive") / path


def _last_of_each(inner: Unpacked) -> list[Piece]:
    """The files, the last of those with one path, as unpacking would leave it; the others are told."""
    last = {piece.path: piece for piece in inner.pieces}
    for piece in inner.pieces:
        if last[piece.path] is not piece:
            inner.notes.append(f"{shown(piece.path)}: stands in the archive twice; the last one counts")
    return list(last.values())


def _unreadable(name: str, error: Exception) -> str:
    reason = f"{type(error).__name__}: {shown(error)}" if str(error) else type(error).__name__
    return f"{shown(name)}: damaged, encrypted or not what its name says ({reason})"
