"""Every picture has a description, or the build warns (and with -W fails).

Sphinx writes a file name where a description is missing, which no checker notices afterwards, so the
check is made here, on the document. Outputs in HTML (a figure to play with, a table) are looked at too.
"""

from bs4 import BeautifulSoup
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata

LOG = logging.getLogger(__name__)
NAMES = ("alt", "aria-label", "aria-labelledby")
"""the attributes that name a picture for a screen reader"""
ADVICE = "Describe it: `:alt:` of a figure, or in a code cell `mystnb: image: alt:`"


def unnamed_pictures(html: str) -> list[str]:
    """List the pictures in a piece of HTML that have no name for a screen reader, each by its element.

    An ``svg`` inside a picture that has a name of its own needs none; the book's figures mark it hidden.
    """
    if "<img" not in html and "<svg" not in html:  # most outputs hold none, and parsing takes its time
        return []
    pictures = BeautifulSoup(html, "html.parser").find_all(["img", "svg"])
    return [
        picture.name
        for picture in pictures
        if picture.get("aria-hidden") != "true"
        and not any(any(map(str.isalnum, str(picture.get(name) or ""))) for name in NAMES)
    ]


def check(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Warn about each picture without a description."""
    for image in doctree.findall(nodes.image):
        if not (alt := (image.get("alt") or "").strip()):
            _warn(
                f"expected a picture with a description. Received: alt={alt!r}. {ADVICE}",
                docname,
                image.line or image.parent.line,
            )
    for raw in doctree.findall(nodes.raw):
        for element in unnamed_pictures(raw.astext()) if raw.get("format") == "html" else ():
            _warn(
                f"expected a picture with alt or aria-label. Received: <{element}> in an output. {ADVICE}",
                docname,
                raw.line,
            )


def _warn(message: str, docname: str, line: int | None) -> None:
    LOG.warning(message, location=(docname, line), type="book", subtype="alt")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the check."""
    app.connect("doctree-resolved", check)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
