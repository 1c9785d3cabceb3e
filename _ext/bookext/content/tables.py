"""Tables, paragraphs and links as nodes, for directives that write them."""

from collections.abc import Iterable, Sequence

from docutils import nodes
from sphinx import addnodes

Cell = Sequence[nodes.Node]


def table(
    headers: Iterable[str],
    rows: Iterable[Sequence[Cell]],
    classes: Sequence[str] = (),
    widths: Sequence[int] = (),
) -> nodes.table:
    """Build a table.

    Args:
        headers: a text for each column.
        rows: for each row its cells, as many as there are headers; a cell is a list of nodes.
        classes: of the table, beside the one that leaves the widths of its columns to the browser.
        widths: of the columns, as parts of the whole; alike by default.
    """
    head = [[paragraph(nodes.Text(text))] for text in headers]
    group = nodes.tgroup("", cols=len(head))
    group += [nodes.colspec(colwidth=width) for width in widths or [1] * len(head)]
    group += [nodes.thead("", _row(head)), nodes.tbody("", *map(_row, rows))]
    return nodes.table("", group, classes=[*classes, "colwidths-auto"])


def paragraph(*children: nodes.Node) -> nodes.paragraph:
    """Build a paragraph of inline nodes."""
    return nodes.paragraph("", "", *children)


def reference(kind: str, target: str, text: str, page: str) -> addnodes.pending_xref:
    """A link to a label, with a text of its own; Sphinx warns if the label does not exist."""
    attributes = {"refdomain": "std", "reftype": kind, "reftarget": target, "refdoc": page}
    return addnodes.pending_xref("", nodes.inline("", text), refexplicit=True, refwarn=True, **attributes)


def _row(cells: Iterable[Cell]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", *cell) for cell in cells))
