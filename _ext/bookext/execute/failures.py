"""What is said about a page whose cells failed: the cell, by file and line, and what it raised."""

import sys

from nbformat import NotebookNode
from sphinx.util.console import strip_escape_sequences

from bookext.foreign.jupyter_cache_private import Run


def what_failed(run: Run) -> str:
    """Describe why a page failed, with the traceback of the cell that did."""
    _, output = _failed_cell(run.notebook)
    if output is None:
        return f"the page could not be executed: {type(run.error).__name__}: {run.error}"
    text = f"this cell raised {output.ename}: {output.evalue}\n" + "\n".join(output.traceback)
    return text if sys.stderr.isatty() else strip_escape_sequences(text)


def where(run: Run) -> int | None:
    """Return the line of the cell that failed, or None if it cannot be told."""
    number, _ = _failed_cell(run.notebook)
    lines = run.notebook.metadata.get("source_map", ())
    return lines[number] + 1 if number is not None and number < len(lines) else None


def _failed_cell(notebook: NotebookNode) -> tuple[int | None, NotebookNode | None]:
    """Number and error of the first cell that raised one."""
    for number, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", ()):
            if output.output_type == "error":
                return number, output
    return None, None
