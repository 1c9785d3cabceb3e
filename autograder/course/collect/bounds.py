"""How much an export and a student's submission may hold. Counted while it is read: no header is believed."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 2**20


class TooMuch(Exception):
    """A student's submission exceeds a bound; the text says which."""


@dataclass(frozen=True)
class Bounds:
    """The bounds, in bytes or numbers of files."""

    file: int = 100_000_000
    """Bytes of one file, unpacked. nbgrader's `max_file_size` is the same."""
    student: int = 200_000_000
    """Bytes of all that a student handed in, unpacked, archives included."""
    files: int = 2_000
    """Files that a student may hand in."""
    members: int = 50_000
    """Entries of one archive, folders and what programs write for themselves included."""
    listing: int = 10_000_000
    """Bytes of the list of names at the end of a zip archive, which is read at once."""
    archives: int = 3
    """How deep archives may lie in archives."""
    folders: int = 20
    """How deep folders may lie in folders."""
    ratio: int = 200
    """How many times its compressed size a file may have, once it is larger than `ratio_from`. Text that
    repeats itself is compressed 10 to 50 times, zeros a thousand times."""
    ratio_from: int = 10 * MIB
    """Bytes from which `ratio` holds."""
    entries: int = 200_000
    """Files of the whole export."""
    export: int = 20_000_000_000
    """Bytes of the whole export, unpacked."""


@dataclass
class Total:
    """What has been read of the export, and of one student's part of it."""

    bounds: Bounds
    export: int = 0
    """Bytes read for all students."""
    student: int = 0
    """Bytes read for this student."""
    files: int = 0
    """Files of this student."""

    def begin_student(self) -> None:
        """Count for the next student."""
        self.student = self.files = 0

    def add_file(self) -> None:
        """Count a file.

        Raises:
            TooMuch: if the student has more of them than allowed.
        """
        self.files += 1
        if self.files > self.bounds.files:
            raise TooMuch(f"more than {self.bounds.files:,} files")

    def add_bytes(self, number: int) -> None:
        """Count bytes that were read.

        Raises:
            TooMuch: if the student's, or the whole export's, are more than allowed.
        """
        self.student += number
        self.export += number
        if self.student > self.bounds.student:
            raise TooMuch(f"more than {self.bounds.student:,} bytes unpacked")
        if self.export > self.bounds.export:
            raise TooMuch(f"the export holds more than {self.bounds.export:,} bytes unpacked; split it")
