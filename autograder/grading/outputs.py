"""Outputs and cells of the executed notebook, as nbformat 4.5 JSON, and how much of them is kept.

What the worker and the judge say that a cell showed is bounded here, by the grader: the limit that a process
keeps on its own is kept only by those who mean well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from autograder.course import outside
from autograder.grading.restore import Cell
from autograder.sandbox.channel import encode
from autograder.sandbox.protocol import (
    DisplayOutput,
    ErrorOutput,
    Output,
    Place,
    ResultOutput,
    StreamOutput,
    TestRan,
)

MOST_OUTPUTS = 500
"""Outputs of one cell that are kept."""
NOTEBOOKS_SHARE = 16
"""How many times the limit of one cell all cells of a notebook may show together."""
AS_HANDED_IN = "[as handed in: not run for the marks]\n"
_KINDS_OF_DATA = 20
_NAME = 200
"""Longest name of a function or class, and longest quoted line, in characters."""
_WORDS = 4000
"""Longest name or message of an error, in characters."""
_LINES = 60
"""Most lines of a traceback, those at its beginning and at its end."""
_LINE = 400
"""Longest line of a traceback, in characters."""
_BESIDE = 1 << 16
"""Bytes beyond the limit that are there for an error, and for the note that something was cut."""


class Shown:
    """Bounds what the cells of one notebook show: by cell, and all together."""

    def __init__(self, cell_bytes: int) -> None:
        """Keep nothing yet.

        Args:
            cell_bytes: most bytes that one cell may show.
        """
        self._cell, self._left = cell_bytes, NOTEBOOKS_SHARE * cell_bytes

    def kept(self, outputs: Iterable[Output]) -> tuple[Output, ...]:
        """The outputs of one cell as far as there is room; where some are left out, a note says so."""
        room = max(0, min(self._cell, self._left)) + _BESIDE
        kept: list[Output] = []
        given = tuple(outputs)
        for output in given[:MOST_OUTPUTS]:
            clean = _clean(output, room)
            size = _size(clean)
            if size > room:
                break
            room -= size
            self._left -= size
            kept.append(clean)
        if len(kept) < len(given):
            number = len(given) - len(kept)
            kept.append(StreamOutput("stderr", f"[{number:,} further output{'s' * (number > 1)} left out]\n"))
        return tuple(kept)

    def bounded(self, ran: TestRan) -> TestRan:
        """The judge's report, its outputs and the words in it bounded: some of them are the student's."""
        failure = ran.failure
        if failure is not None:
            failure = msgspec.structs.replace(
                failure,
                kind=outside.text(failure.kind, _NAME),
                message=outside.text(failure.message, _WORDS),
                place=_bounded_place(failure.place),
                call=outside.text(failure.call, _NAME),
                returned=outside.text(failure.returned, _NAME),
                missing_name=failure.missing_name and outside.text(failure.missing_name, _NAME),
            )
        return msgspec.structs.replace(ran, outputs=self.kept(ran.outputs), failure=failure)


def _bounded_place(place: Place | None) -> Place | None:
    if place is None:
        return None
    return Place(outside.text(place.cell, _NAME), place.line, outside.text(place.text, _NAME))


def _clean(output: Output, most: int) -> Output:
    """An output of the types that nbformat knows, without metadata that might steer who reads it."""
    match output:
        case StreamOutput():
            return StreamOutput(output.name, _cut(output.text, most), output.hidden)
        case ErrorOutput():
            lines = output.traceback
            if len(lines) > _LINES:
                lines = (*lines[: _LINES // 2], outside.CUT, *lines[-_LINES // 2 :])
            shown = tuple(outside.text(line, _LINE) for line in lines)
            return ErrorOutput(outside.text(output.ename, _NAME), outside.text(output.evalue, _WORDS), shown)
        case DisplayOutput() | ResultOutput():
            return type(output)(_bundle(output.data, most), hidden=output.hidden)


def _bundle(given: Mapping[str, object], most: int) -> dict[str, object]:
    """Data by MIME type: text, but for JSON, as nbformat has it."""
    made: dict[str, object] = {}
    for kind, content in list(given.items())[:_KINDS_OF_DATA]:
        name = outside.text(kind, 100)
        if name.endswith("json"):
            made[name] = outside.data(content, most)
        elif isinstance(content, str | list):
            made[name] = outside.joined(content, most)
    return made


def _cut(text: str, most: int) -> str:
    data = text.encode("utf-8", "replace")
    return text if len(data) <= most else f"{data[:most].decode(errors='ignore')}{outside.CUT}"


def _size(output: Output) -> int:
    """Bytes of the texts of an output."""
    match output:
        case StreamOutput():
            return len(output.text.encode()) - len(outside.CUT.encode())
        case ErrorOutput():
            return len(output.evalue) + sum(map(len, output.traceback))
        case DisplayOutput() | ResultOutput():
            contents = output.data.values()
            return sum(len(c.encode() if isinstance(c, str) else encode(c)) for c in contents)


def error(name: str, text: str) -> ErrorOutput:
    """An error that the grader itself reports."""
    return ErrorOutput(name, text, (f"{name}: {text}",))


def as_handed_in(pictures: Iterable[str]) -> tuple[Output, ...]:
    """Pictures of a cell that does not run while marks are given, with a note that the student saved them.

    Args:
        pictures: PNG in base64.
    """
    return StreamOutput("stdout", AS_HANDED_IN), *(DisplayOutput({"image/png": png}) for png in pictures)


def nbformat_cell(cell: Cell, number: int, outputs: Iterable[Output]) -> dict[str, Any]:
    """The cell as nbformat 4.5 JSON, with the source's grading metadata and no other.

    Of a test cell, ``autograder.hidden_outputs`` are the numbers of the outputs that students must not see.
    """
    marks = cell.metadata.get("nbgrader")
    made: dict[str, Any] = {
        "id": f"cell-{number}",
        "cell_type": cell.cell_type,
        "source": cell.source,
        "metadata": {"nbgrader": marks} if marks else {},
    }
    if cell.runs:
        listed = list(outputs)
        made |= {"outputs": [_nbformat_output(output) for output in listed], "execution_count": None}
        if cell.kind == "test":
            beside = cell.beside_student and bool(cell.hidden_lines)
            hidden = [i for i, output in enumerate(listed) if beside or _is_hidden(output)]
            made["metadata"]["autograder"] = {"hidden_outputs": hidden}
    elif cell.attachments:
        made["attachments"] = cell.attachments
    return made


def _nbformat_output(output: Output) -> dict[str, Any]:
    """An output with the fields of nbformat's and no other."""
    made: dict[str, Any] = msgspec.to_builtins(output)
    made.pop("hidden", None)
    return made


def _is_hidden(output: Output) -> bool:
    return not isinstance(output, ErrorOutput) and output.hidden
