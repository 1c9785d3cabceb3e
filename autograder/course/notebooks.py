"""Reading a notebook that anybody may have written; plain JSON, nothing of Jupyter's is loaded.

Whatever a file holds becomes a list of cells of the right types, or a `NotANotebook` with the reason. What a
cell showed is passed over unread, so that memory stays bounded by the text of the cells; `saved_pictures`
reads the pictures of one cell.
"""

from __future__ import annotations

import ast
import json
import re
import threading
from collections.abc import Mapping, Sequence
from typing import Any, Required, TypedDict

import msgspec

from autograder.course import outside
from autograder.course.nbgrader_compat import upgraded
from autograder.course.plain_text import one_line
from autograder.course.unreadable import why

MAX_BYTES = 64 << 20
"""Largest submission in bytes; larger ones are refused."""
MAX_SOURCE = 4 << 20
"""Longest text of one cell in characters; a notebook with a longer one is refused."""
MAX_CELLS = 20_000
"""Most cells of a notebook."""
MAX_ATTACHMENTS = 32 << 20
"""Most bytes of the pictures in one cell; more are left out."""
MAX_PICTURE = 2 << 20
"""Most characters of a saved picture."""
MAX_PICTURES = 10
"""Most saved pictures of one cell."""
SKIPPED = "skip-execution"
"""nbclient's tag of a cell that does not run. It counts in the source, for a cell handed in as given."""
_SMALL = 4 << 20
"""Up to here a file may have anything among its cells; a larger one must have cells and nothing else, for
millions of empty lists would take more memory than there is."""
_MAX_METADATA = 1 << 16
_PNG = "iVBORw0KGgo"
"""What every PNG begins with in base64."""
_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")
_ESCAPES = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<half>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)
_STRINGS_AND_NUMBERS = re.compile(rb'"(?:[^"\\]|\\.)*+"|\b(?P<number>NaN|Infinity)\b', re.DOTALL)


class NotANotebook(ValueError):
    """A file that cannot be read as a notebook."""


class Output(TypedDict, total=False):
    """One output of a code cell, as nbformat 4.5 has it."""

    output_type: Required[str]
    """"stream", "error", "display_data" or "execute_result"; which other fields there are follows from it."""
    name: str
    text: str
    ename: str
    evalue: str
    traceback: list[str]
    data: dict[str, object]
    metadata: dict[str, object]
    execution_count: int | None


class NotebookCell(TypedDict, total=False):
    """One cell, as nbformat 4.5 has it, its source in one string."""

    id: str
    cell_type: Required[str]
    """"code", "markdown" or "raw"."""
    metadata: Required[dict[str, object]]
    """Whatever stands in the file; `markers.Marker.of` reads nbgrader's part."""
    source: Required[str]
    attachments: dict[str, dict[str, object]] | None
    outputs: list[Output]
    execution_count: int | None
    saved: msgspec.Raw
    """What a cell showed when it was saved, unread."""


def read_cells(raw: bytes) -> list[NotebookCell]:
    """The cells of a notebook.

    Args:
        raw: the file's bytes, in any of Unicode's encodings or in Windows-1252.

    Returns:
        Cells with "id", "cell_type", "metadata", "source" and "attachments", all of the right types whatever
        stood in the file, and within the bounds of `outside`; and with "saved", which is part of ``raw``.

    Raises:
        NotANotebook: if it is none.
    """
    if len(raw) > MAX_BYTES:
        raise NotANotebook(
            f"the file cannot be read: it has {len(raw) >> 20} MB, and at most {MAX_BYTES >> 20} are read"
        )
    try:
        raw = _utf8(raw)
        return _cells(raw)
    except NotANotebook:
        raise
    except RecursionError as error:
        raise NotANotebook("the file cannot be read: its JSON is nested too deep") from error
    except ValueError as error:  # msgspec's and Unicode's errors are such
        reason = why(raw, str(error))
        raise NotANotebook(f"the file is not a notebook: {reason}") from error


class _Cell(msgspec.Struct):
    """A cell, its parts unread. The first three are there in every notebook."""

    cell_type: msgspec.Raw
    source: msgspec.Raw
    metadata: msgspec.Raw
    attachments: msgspec.Raw = msgspec.Raw(b"null")
    id: msgspec.Raw = msgspec.Raw(b"null")
    outputs: msgspec.Raw = msgspec.Raw(b"null")


class _LooseCell(msgspec.Struct):
    """A cell that may lack any part."""

    cell_type: msgspec.Raw = msgspec.Raw(b"null")
    source: msgspec.Raw = msgspec.Raw(b"null")
    metadata: msgspec.Raw = msgspec.Raw(b"null")
    attachments: msgspec.Raw = msgspec.Raw(b"null")
    id: msgspec.Raw = msgspec.Raw(b"null")
    outputs: msgspec.Raw = msgspec.Raw(b"null")


class _File(msgspec.Struct):
    """A notebook, its parts unread."""

    cells: msgspec.Raw = msgspec.Raw(b"null")
    nbformat: msgspec.Raw = msgspec.Raw(b"null")


class _Marks(msgspec.Struct):
    """The part of large metadata that is needed."""

    nbgrader: msgspec.Raw = msgspec.Raw(b"null")
    tags: msgspec.Raw = msgspec.Raw(b"null")


def _cells(raw: bytes) -> list[NotebookCell]:
    """The cells of a file in UTF-8."""
    try:
        file = msgspec.json.decode(raw, type=_File)
    except msgspec.ValidationError as error:
        raise NotANotebook("the file is not a notebook: it has no list of cells") from error
    except msgspec.DecodeError:
        raw = _repaired(raw)
        file = msgspec.json.decode(raw, type=_File)
    if bytes(file.nbformat) in (b"1", b"2", b"3"):
        raw = _upgraded(raw)
        file = msgspec.json.decode(raw, type=_File)
    if not bytes(file.cells).startswith(b"["):
        raise NotANotebook("the file is not a notebook: it has no list of cells")
    found: Sequence[_Cell | _LooseCell]
    if len(raw) <= _SMALL:
        parts = msgspec.json.decode(file.cells, type=list[msgspec.Raw])
        objects = (part for part in parts if bytes(part).startswith(b"{"))
        found = [msgspec.json.decode(part, type=_LooseCell) for part in objects]
    else:
        try:
            found = msgspec.json.decode(file.cells, type=list[_Cell])
        except msgspec.ValidationError as error:
            raise NotANotebook(
                "the file cannot be read: among its cells stands something that is none"
            ) from error
    if len(found) > MAX_CELLS:
        raise NotANotebook(f"the file cannot be read: it has {len(found):,} cells")
    return [_clean(cell, number) for number, cell in enumerate(found, 1)]


def _utf8(raw: bytes) -> bytes:
    """The file's text in UTF-8, without a mark of its order of bytes."""
    encoding = json.detect_encoding(raw)
    if encoding == "utf-8":
        try:
            raw.decode()
            return raw
        except UnicodeDecodeError:
            pass
    try:
        return raw.decode(encoding, "surrogatepass").encode("utf-8", "replace")
    except UnicodeDecodeError:
        # What an editor on Windows makes of a notebook; NUL never stands in such a text.
        if b"\0" in raw:
            raise
        return raw.decode("cp1252", "replace").encode()


def _repaired(raw: bytes) -> bytes:
    """JSON of Python's writing as strict JSON, of the same length: no half of a surrogate pair, which no file
    can hold, and no number that JSON lacks; pictures of Plotly's often hold those."""
    repaired = bytearray(raw)
    for match in _ESCAPES.finditer(raw):
        if match["half"]:
            repaired[match.start() : match.end()] = b"\\u003f"
    if b"NaN" in raw or b"Infinity" in raw:
        for match in _STRINGS_AND_NUMBERS.finditer(raw):
            if number := match["number"]:
                repaired[match.end() - len(number) : match.end()] = b"0.".ljust(len(number), b"0")
    return bytes(repaired)


def _upgraded(raw: bytes) -> bytes:
    try:
        if len(raw) > _SMALL:
            raise ValueError(f"it has {len(raw) >> 20} MB")
        return json.dumps(upgraded(raw.decode())).encode()
    except Exception as error:
        reason = one_line(str(error))
        raise NotANotebook(f"the notebook's old format cannot be read: {reason}") from error


def _clean(cell: _Cell | _LooseCell, number: int) -> NotebookCell:
    if (
        len(bytes(cell.source)) > 6 * MAX_SOURCE
        or len(source := outside.joined(_value(cell.source), MAX_SOURCE + 1)) > MAX_SOURCE
    ):
        raise NotANotebook(
            f"the file cannot be read: cell {number} holds more than {MAX_SOURCE >> 20} MB of text"
        )
    kind, name = _value(cell.cell_type), _value(cell.id)
    return {
        "id": outside.text(name, 64),
        "cell_type": kind if isinstance(kind, str) and kind in ("code", "markdown", "raw") else "raw",
        "metadata": _metadata(cell.metadata),
        "source": source,
        "attachments": _attachments(cell.attachments),
        "saved": cell.outputs,
    }


class _Bundle(msgspec.Struct):
    """The one kind of picture that is read."""

    png: msgspec.Raw = msgspec.field(name="image/png", default=msgspec.Raw(b"null"))


class _Saved(msgspec.Struct):
    """A saved output."""

    data: _Bundle = msgspec.field(default_factory=_Bundle)


def saved_pictures(cell: NotebookCell) -> tuple[str, ...]:
    """The pictures that a cell showed when it was saved: PNG in base64, as the notebook holds them.

    Nothing else of its outputs is read. Where one of them has not the form of an output, there are none; a
    picture that is too large, or begins as no picture does, is left out.
    """
    raw = cell.get("saved")
    if raw is None or b"image/png" not in bytes(raw):
        return ()
    try:
        outputs = msgspec.json.decode(raw, type=list[_Saved])
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return ()
    small = (output.data.png for output in outputs if len(bytes(output.data.png)) <= MAX_PICTURE)
    texts = ["".join(outside.joined(_value(png), MAX_PICTURE).split()) for png in small]
    return tuple(text for text in texts if text.startswith(_PNG) and _BASE64.fullmatch(text))[:MAX_PICTURES]


def _value(part: msgspec.Raw) -> Any:
    """The value of a part of the file."""
    try:
        return msgspec.json.decode(part)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return json.loads(bytes(part), parse_int=_int)  # a number out of msgspec's range


def _int(digits: str) -> int | None:
    return int(digits) if len(digits) < 1000 else None


def _metadata(part: msgspec.Raw) -> dict[str, object]:
    """Metadata of a cell; of large metadata only what grading looks at."""
    if len(bytes(part)) > _MAX_METADATA:
        try:
            marks = msgspec.json.decode(part, type=_Marks)
        except msgspec.MsgspecError:
            return {}
        small = {"nbgrader": marks.nbgrader, "tags": marks.tags}
        found: object = {
            key: _value(value) for key, value in small.items() if len(bytes(value)) <= _MAX_METADATA
        }
    else:
        found = _value(part)
    clean = outside.data(found)
    return (
        {key: value for key, value in clean.items() if value is not None} if isinstance(clean, dict) else {}
    )


def _attachments(part: msgspec.Raw) -> dict[str, dict[str, object]] | None:
    """Pictures pasted into a text cell, by name and MIME type; what is no picture is left out."""
    if len(bytes(part)) > MAX_ATTACHMENTS or not isinstance(found := _value(part), dict):
        return None
    pictures: dict[str, dict[str, object]] = {
        outside.text(name, 255): {
            outside.text(kind, 100): outside.joined(content, MAX_ATTACHMENTS)
            for kind, content in list(bundle.items())[:10]
            if isinstance(content, str | list)
        }
        for name, bundle in list(found.items())[:100]
        if isinstance(bundle, dict)
    }
    return {name: bundle for name, bundle in pictures.items() if bundle} or None


def tags(cell: Mapping[str, object]) -> list[object]:
    """The tags of a cell."""
    metadata = cell.get("metadata")
    found = metadata.get("tags") if isinstance(metadata, dict) else None
    return found if isinstance(found, list) else []


def text_of(notebook: Mapping[str, object]) -> str:
    """A notebook as JSON, on one line: quick to write, and no person reads it as a file."""
    return json.dumps(notebook, sort_keys=True, ensure_ascii=False) + "\n"


def parse(source: str) -> ast.Module:
    """The syntax tree of a cell, empty lines in place of magics; an empty tree if it is no Python.

    The lock: Python 3.11's parser raises `SystemError` where two threads use it at the same time.
    """
    plain = "\n".join("" if line.lstrip().startswith(("%", "!")) else line for line in source.splitlines())
    try:
        with _PARSING:
            return ast.parse(plain)
    except (SyntaxError, ValueError, RecursionError):
        return ast.Module([], [])


_PARSING = threading.Lock()
