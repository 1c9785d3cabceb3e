"""Reading a notebook that anybody may have written; plain JSON, nothing of Jupyter's is loaded.

Whatever a file holds becomes a list of cells of the right types, or a `NotANotebook` with the reason.
"""

from __future__ import annotations

import ast
import json
import threading

MAX_BYTES = 64 << 20
"""Largest submission in bytes; larger ones are refused."""
SKIPPED = "skip-execution"
"""nbclient's tag of a cell that does not run. It counts in the source, for a cell handed in as given."""


class NotANotebook(ValueError):
    """A file that cannot be read as a notebook."""


def read_cells(raw: bytes) -> list[dict]:
    """The cells of a notebook.

    Args:
        raw: the file's bytes.

    Returns:
        Dicts with "cell_type", "metadata", "source" (one string) and "attachments", the first three of the
        right types whatever stood in the file.

    Raises:
        NotANotebook: if it is none.
    """
    if len(raw) > MAX_BYTES:
        raise NotANotebook(f"the file has {len(raw) >> 20} MB; at most {MAX_BYTES >> 20} MB are read")
    try:
        notebook = json.loads(raw)
        if isinstance(notebook, dict) and notebook.get("nbformat") in (1, 2, 3):
            notebook = _upgraded(raw)
    except (ValueError, RecursionError) as error:
        raise NotANotebook(f"the file is not a notebook: {str(error)[:200]}") from error
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        raise NotANotebook("the file is not a notebook: it has no list of cells")
    return [_clean(cell) for cell in notebook["cells"] if isinstance(cell, dict)]


def _upgraded(raw: bytes) -> dict:
    import sys

    # The full check of resource names costs seconds at import and is not needed here.
    sys.modules.setdefault("rfc3987_syntax", None)
    import nbformat

    try:
        return nbformat.reads(raw.decode(), as_version=4)
    except Exception as error:
        raise NotANotebook(f"the notebook's old format cannot be read: {str(error)[:200]}") from error


def _clean(cell: dict) -> dict:
    source = cell.get("source", "")
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    kind = cell.get("cell_type") if cell.get("cell_type") in ("code", "markdown", "raw") else "raw"
    metadata = cell.get("metadata") if isinstance(cell.get("metadata"), dict) else {}
    text = source if isinstance(source, str) else ""
    # A lone surrogate cannot be written to a file again.
    text = text.encode("utf-8", "replace").decode()
    return {"cell_type": kind, "metadata": metadata, "source": text, "attachments": cell.get("attachments")}


def tags(cell: dict) -> list:
    """The tags of a cell."""
    found = cell.get("metadata", {}).get("tags")
    return found if isinstance(found, list) else []


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
