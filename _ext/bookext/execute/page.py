"""A page of the book as it is read: once, into a record from which every later step takes what it needs.

The cells come from MyST-NB's own reader, so the cells that are looked at are the cells that run.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import nbformat
import yaml
from nbformat import NotebookNode

from bookext.execute.imports import Imports, Package
from bookext.execute.keys import page_key

PACKAGE = "traindnn"
"""the book's own package, a folder at its root"""
LOCK = "requirements.txt"
"""the file of locked versions, at the book's root"""
KERNELSPEC = {"name": "python3", "display_name": "Python 3", "language": "python"}
NOT_PYTHON = re.compile(r"^[ \t]*[%!].*$", re.M)
"""a line that only a notebook understands: a magic, or a command of the shell"""

Parse = Callable[[Path, str], NotebookNode | None]
"""from a page's path and text to its cells; None for a page without code cells"""


@dataclass(frozen=True)
class Page:
    """A page as it was read."""

    name: str
    """docname, as ``book/dropout``"""
    path: Path
    """its source file; its cells run in the file's folder"""
    text: str
    metadata: dict[str, Any]
    """its front matter"""
    cells: NotebookNode | None
    """the page as a notebook, none of whose cells has run; None for a page without code cells"""
    imports: Imports
    """what its cells import"""
    key: str | None
    """what its results depend on besides its cells; None for a page that is no MyST notebook"""

    @cached_property
    def notebook(self) -> NotebookNode:
        """The notebook to look up in the cache and to execute: its kernelspec holds the key.

        jupyter-cache hashes the kernelspec with the cells, so a page with another key is another notebook.
        """
        notebook = nbformat.from_dict(self.cells)
        if self.key:
            notebook.metadata = nbformat.from_dict(_with_key(notebook.metadata, self.key))
        return notebook

    @property
    def keyed_text(self) -> str:
        """The text of that notebook, on as many lines as the page has (messages name lines)."""
        if not self.key:
            return self.text
        _, length = split_front_matter(self.text)
        metadata = _with_key(self.metadata, self.key)
        line = yaml.safe_dump(metadata, default_flow_style=True, width=float("inf"), sort_keys=False).strip()
        return "\n".join(["---", line, *[""] * (length - 3), "---", *self.text.split("\n")[length:]])


def _with_key(metadata: dict[str, Any], key: str) -> dict[str, Any]:
    """Front matter whose kernelspec holds a key."""
    kernelspec = {**metadata.get("kernelspec", KERNELSPEC), "depends_on": key}
    return {**metadata, "kernelspec": kernelspec}


def split_front_matter(text: str) -> tuple[dict[str, Any], int]:
    """Return the front matter of a page as a dict and its number of lines, fences included."""
    lines = [line.rstrip() for line in text.split("\n")]
    if lines[0] != "---" or "---" not in lines[1:]:
        return {}, 0
    end = lines.index("---", 1)
    return yaml.safe_load("\n".join(lines[1:end])) or {}, end + 1


def code_of(cells: NotebookNode) -> str:
    """Return the code of all code cells of a notebook, with empty lines for magics."""
    return "\n".join(NOT_PYTHON.sub("", cell.source) for cell in cells.cells if cell.cell_type == "code")


class Reader:
    """Reads the pages of a book, each once while its text stays the same.

    Args:
        root: the book's folder.
        parse: reads the cells of a page.
    """

    def __init__(self, root: Path, parse: Parse) -> None:
        self.root, self.parse = root, parse
        self.package = Package(root / PACKAGE)
        self._pages: dict[str, Page] = {}

    def page(self, name: str, path: Path, text: str | None = None) -> Page:
        """Return a page.

        Args:
            name: its docname.
            path: its source file.
            text: its text, where the caller has it; a page that was read already and whose text has not
                changed since is not read again.
        """
        page = self._pages.get(name)
        if page is None or text not in (None, page.text):
            page = self._read(name, path, path.read_text("utf-8-sig") if text is None else text)
            self._pages[name] = page
        return page

    def _read(self, name: str, path: Path, text: str) -> Page:
        cells = self.parse(path, text)
        if cells is None:
            return Page(name, path, text, {}, None, Imports(frozenset(), frozenset()), None)
        metadata, length = split_front_matter(text)
        code = code_of(cells)
        imports = self.package.imports(code)
        # `reads:` in a page's front matter names files, from the book's root, that its cells read.
        reads = [self.root / file for file in metadata.get("reads", ())]
        key = page_key(code, imports, self.package, self.root / LOCK, reads) if length else None
        return Page(name, path, text, metadata, cells, imports, key)
