"""Reading a notebook that anybody may have written; plain JSON, nothing of Jupyter's is loaded.

Whatever a file holds becomes a list of cells of the right types, or a `NotANotebook` with the reason.
"""

from __future__ import annotations

import ast
import json
import re
import threading
from collections.abc import Mapping
from typing import Required, TypedDict

from autograder.course.nbgrader_compat import upgraded

MAX_BYTES = 64 << 20
"""Largest submission in bytes; larger ones are refused."""
SKIPPED = "skip-execution"
"""nbclient's tag of a cell that does not run. It counts in the source, for a cell handed in as given."""


_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]|\xed[\xa0-\xbf]")
"""A surrogate, escaped or not. Half of a pair, in a source or a picture's name, could not be written to a
file again; a question mark takes its place, here and nowhere else."""


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
    attachments: object
    outputs: list[Output]
    execution_count: int | None


class Notebook(TypedDict):
    """A notebook, as nbformat 4.5 has it."""

    cells: list[NotebookCell]
    metadata: dict[str, object]
    nbformat: int
    nbformat_minor: int


def read_cells(raw: bytes) -> list[NotebookCell]:
    """The cells of a notebook.

    Args:
        raw: the file's bytes.

    Returns:
        Cells with "cell_type", "metadata", "source" and "attachments", the first three of the right types
        whatever stood in the file.

    Raises:
        NotANotebook: if it is none.
    """
    if len(raw) > MAX_BYTES:
        raise NotANotebook(f"the file has {len(raw) >> 20} MB; at most {MAX_BYTES >> 20} MB are read")
    try:
        notebook = json.loads(raw)
        if isinstance(notebook, dict) and notebook.get("nbformat") in (1, 2, 3):
            notebook = _upgraded(raw)
        if _SURROGATE.search(raw):
            notebook = json.loads(json.dumps(notebook, ensure_ascii=False).encode("utf-8", "replace"))
    except (ValueError, RecursionError) as error:
        raise NotANotebook(f"the file is not a notebook: {str(error)[:200]}") from error
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        raise NotANotebook("the file is not a notebook: it has no list of cells")
    return [_clean(cell) for cell in notebook["cells"] if isinstance(cell, dict)]


def _upgraded(raw: bytes) -> object:
    try:
        return upgraded(raw.decode())
    except Exception as error:
        raise NotANotebook(f"the notebook's old format cannot be read: {str(error)[:200]}") from error


def _clean(cell: dict[str, object]) -> NotebookCell:
    source, kind, metadata = cell.get("source", ""), cell.get("cell_type"), cell.get("metadata")
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    text = source if isinstance(source, str) else ""
    return {
        "cell_type": kind if isinstance(kind, str) and kind in ("code", "markdown", "raw") else "raw",
        "metadata": metadata if isinstance(metadata, dict) else {},
        "source": text,
        "attachments": cell.get("attachments"),
    }


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
