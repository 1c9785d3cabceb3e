"""Finds elements in an HTML text, so that single ones can be changed while everything else stays.

(A parser that writes the page anew would change every quote and entity, and SVG's attributes to lower case.)
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import accumulate


@dataclass(frozen=True)
class Element:
    """An element of an HTML text that holds no other elements."""

    name: str
    attributes: dict[str, str | None]
    code: str
    """the text in it"""
    start: int
    end: int
    """its place in the HTML, end tag included"""


class _Places(HTMLParser):
    """Collects elements; see `elements`."""

    def __init__(self, html: str, names: Collection[str]) -> None:
        super().__init__(convert_charrefs=False)
        self.names, self.found = names, list[Element]()
        self._open: tuple[str, dict[str, str | None], int, int] | None = None
        self._lines = [0, *accumulate(len(line) for line in html.split("\n"))]
        self._html = html
        self.feed(html)
        self.close()

    def _place(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + line - 1 + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element; one with text in it ends later."""
        if tag not in self.names:
            return
        start = self._place()
        end = start + len(self.get_starttag_text() or "")
        if tag in self.CDATA_CONTENT_ELEMENTS:
            self._open = tag, dict(attrs), start, end
        else:
            self.found.append(Element(tag, dict(attrs), "", start, end))

    def handle_endtag(self, tag: str) -> None:
        """Note the element that ends here."""
        if self._open and tag == self._open[0]:
            name, attributes, start, begins = self._open
            ends = self._place()
            end = self._html.index(">", ends) + 1
            self.found.append(Element(name, attributes, self._html[begins:ends], start, end))
            self._open = None


def elements(html: str, names: Collection[str]) -> list[Element]:
    """List elements of an HTML text in their order.

    Args:
        html: the text.
        names: of the elements: those without content, such as ``link``, and ``script`` and ``style``.
    """
    return _Places(html, names).found


def changed(html: str, changes: Iterable[tuple[Element, str]]) -> str:
    """Put texts in the place of elements; where one is left out, the space behind it goes too."""
    pieces, at = [], 0
    for element, text in sorted(changes, key=lambda change: change[0].start):
        pieces += [html[at : element.start], text]
        at = element.end
        if not text:
            at += len(html[at:]) - len(html[at:].lstrip())
    return "".join([*pieces, html[at:]])
