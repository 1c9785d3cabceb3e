"""Every picture has a description, or the build warns (and with -W fails).

Sphinx writes a file name where a description is missing, which no checker notices afterwards, so the
check is made here, on the document. Outputs in HTML (a figure to play with, a table) are looked at too.
"""

import re

from docutils import nodes
from sphinx.util import logging

LOG = logging.getLogger(__name__)
TAG = re.compile(r"<(?P<name>img|svg)\b(?P<attributes>[^>]*)>", re.I)
NAMED = re.compile(
    r"""\b(alt|aria-label|aria-labelledby)\s*=\s*["'][^"']*\w|\baria-hidden\s*=\s*["']true""", re.I
)
ADVICE = "give one: `:alt:` of a figure, or in a code cell `mystnb: image: alt:`"


def unnamed_tags(html):
    """List the pictures in a piece of HTML that have no name for a screen reader.

    An ``svg`` inside a picture that has a name of its own needs none; the book's figures mark it hidden.
    """
    return [match["name"].lower() for match in TAG.finditer(html) if not NAMED.search(match["attributes"])]


def check(app, doctree, docname):
    """Warn about each picture without a description."""
    for image in doctree.findall(nodes.image):
        if not (image.get("alt") or "").strip():
            where = (docname, image.line or getattr(image.parent, "line", None))
            LOG.warning(
                "a picture has no description: %s", ADVICE, location=where, type="book", subtype="alt"
            )
    for raw in doctree.findall(nodes.raw):
        for tag in unnamed_tags(raw.astext()) if raw.get("format") == "html" else ():
            where = (docname, raw.line)
            LOG.warning(
                "an output has <%s> without alt or aria-label",
                tag,
                location=where,
                type="book",
                subtype="alt",
            )


def setup(app):
    """Register the check."""
    app.connect("doctree-resolved", check)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
