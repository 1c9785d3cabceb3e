"""A table of a system or a spreadsheet: any encoding, commas, semicolons or tabs between the cells."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.course import outside
from autograder.course.errors import CourseError
from autograder.course.plain_text import one_line

LARGEST = 20_000_000
"""Bytes of a file that is read."""
DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True)
class Line:
    """One row of a table."""

    number: int
    """Its line in the file, from 1; that of its end where a cell holds line breaks."""
    cells: Mapping[str, str]
    """What its cells hold, by the plain name of the column; see `plain`."""


@dataclass(frozen=True)
class Table:
    """A table with a header."""

    headers: Sequence[str]
    """The columns' names as the file has them."""
    lines: Sequence[Line]
    """The rows that are not empty."""

    def header(self, column: str) -> str:
        """A column's name as the file has it; empty if there is none."""
        return next((header for header in self.headers if plain(header) == column), "")


def plain(header: str) -> str:
    """A column's name without what systems and spreadsheets change about it: case, blanks, underscores."""
    return " ".join(header.replace("\ufeff", "").replace("_", " ").casefold().split())


def read_table(path: Path) -> Table:
    """Read a table.

    Raises:
        CourseError: if the file cannot be read or holds no table.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise CourseError(f"expected a list of at most {LARGEST:,} bytes. Received: {path}.")
        raw = path.read_bytes()
    except OSError as error:
        raise CourseError(f"{one_line(str(path))} cannot be read: {error.strerror}.") from error
    if raw.startswith((b"PK\3\4", b"\xd0\xcf\x11\xe0")):
        raise CourseError(
            f"expected a CSV file. Received: {one_line(path.name)}, a workbook of a spreadsheet. "
            "Save it as CSV (UTF-8) and give that."
        )
    return parsed(outside.decoded(raw), path.name)


def parsed(text: str, name: str) -> Table:
    """The table in a text.

    Args:
        text: the text of a CSV file.
        name: what the file is called, for messages.

    Raises:
        CourseError: if it holds no table.
    """
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise CourseError(f"{one_line(name)} is no CSV file: {error} (line {reader.line_num}).") from error
    if not rows:
        raise CourseError(f"expected a list with a line of column names. Received: {one_line(name)}, empty.")
    headers = [cell.replace("\ufeff", "").strip() for cell in rows[0][1]]
    columns = [plain(header) for header in headers]
    # Of two columns of one name the first counts; a row may be shorter or longer than the header.
    lines = [
        Line(number, {c: cell.strip() for c, cell in reversed([*zip(columns, row, strict=False)])})
        for number, row in rows[1:]
    ]
    return Table(headers, lines)
