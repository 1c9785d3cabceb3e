"""A number and its ± stay on one line, wherever the text wraps."""

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from bookext.pages.running_text import with_texts

SPACED = re.compile(r"(?<=\d) ± (?=\d)")


def hold_together(html: str) -> str:
    """Return HTML in which a number and its ± are joined by no-break spaces."""
    return with_texts(html, lambda text: SPACED.sub("\u00a0±\u00a0", text))


def repair(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Join the numbers of a page's body."""
    if body := context.get("body"):
        context["body"] = hold_together(body)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the hook."""
    app.connect("html-page-context", repair, priority=410)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
