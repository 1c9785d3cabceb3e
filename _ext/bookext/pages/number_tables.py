"""Tables that cells have printed: one rule for what stands where, and no bar without words.

pandas aligns every head to the right, gives the names of the rows a line of their own, and leaves the corner
an empty head. Here columns of numbers stand to the right and others to the left, each with its head; the
names stand in the corner, and a corner without a name is no head. A hyphen before a number is a minus sign in
all text.
"""

import re
from typing import Any

from bs4 import BeautifulSoup, Tag
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from bookext.pages.running_text import with_texts

TABLE = re.compile(
    r'(?:<style scoped>(?:(?!</style>).)*</style>\s*)?(<table border="1" class="dataframe">.*?</table>)',
    re.DOTALL,
)
NUMBER = re.compile(
    r"[+\-−]?\d[\d.,]*(e[+\-−]?\d+)?\s*%?(\s*(±|to)\s*[\d.,e+\-−]+\s*%?)?"
    r"|[+\-−]?inf|nan|nan ± nan|–|…|\.\.\.|"
)
HYPHEN = re.compile(r"(?<![^\s(\[±=<>,])-(?=\d)")
NUMBERS = "numbers"
"""the class of the cells of a column of numbers"""


def with_minus_signs(html: str) -> str:
    """Return HTML in whose text a hyphen before a number is a minus sign."""
    return with_texts(html, lambda text: HYPHEN.sub("−", text))


def better(table: str) -> str:
    """Return a table of pandas, arranged as the module says."""
    soup = BeautifulSoup(table, "html.parser")
    head, body = soup.find("thead"), soup.find("tbody")
    if not isinstance(head, Tag) or not isinstance(body, Tag):
        return table
    rows = [_cells(row) for row in body.find_all("tr")]
    heads = [_cells(row) for row in head.find_all("tr")]
    if not rows or not heads:
        return table
    _name_the_corner(heads, sum(cell.name == "th" for cell in rows[0]))
    _align(heads, rows)
    for cell in head.find_all("th"):
        if not cell.get_text(strip=True):
            cell.name = "td"
    del soup.table["border"]  # type: ignore[index, union-attr]
    return str(soup)


def _cells(row: Tag) -> list[Tag]:
    return row.find_all(["th", "td"])


def _text(cell: Tag) -> str:
    return cell.get_text(strip=True)


def _name_the_corner(heads: list[list[Tag]], names: int) -> None:
    """Move the names of the rows from a line of their own into the line above, if it has none."""
    *others, last = heads
    if not others or any(map(_text, last[names:])) or any(map(_text, others[-1][:names])):
        return
    for above, name in zip(others[-1], last[:names], strict=False):
        above.string = _text(name)
    row = last[0].parent
    if row is not None:
        row.decompose()
    heads.pop()


def _align(heads: list[list[Tag]], rows: list[list[Tag]]) -> None:
    """Mark the columns of numbers, with their heads; rows that share a name with others begin later."""
    width = max(map(len, rows))
    for place in range(1, width + 1):  # counted from the right, where all rows end
        column = [row[-place] for row in rows if len(row) >= place]
        if all(cell.name == "td" and NUMBER.fullmatch(_text(cell).replace("\xa0", " ")) for cell in column):
            at_the_top = [
                row[-place] for row in heads if len(row) >= place and "colspan" not in row[-place].attrs
            ]
            spanning = any("colspan" in cell.attrs for row in heads for cell in row)
            for cell in [*column, *(at_the_top[-1:] if spanning else at_the_top)]:
                cell["class"] = NUMBERS


def repair(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Arrange the tables of a page; hooked to ``html-page-context``."""
    if body := context.get("body"):
        context["body"] = with_minus_signs(TABLE.sub(lambda found: better(found[1]), body))


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the hook."""
    app.connect("html-page-context", repair, priority=405)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
