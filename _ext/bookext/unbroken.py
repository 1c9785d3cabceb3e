"""A number and its ± stay on one line, wherever the text wraps."""

import re

from bookext.formulas import PIECE

_SPACED = re.compile(r"(?<=\d) ± (?=\d)")


def hold_together(html):
    """Return HTML in which a number and its ± are joined by no-break spaces."""
    return PIECE.sub(
        lambda piece: _SPACED.sub("\u00a0±\u00a0", piece[0]) if piece["text"] else piece[0], html
    )


def repair(app, pagename, templatename, context, doctree):
    """Join the numbers of a page's body."""
    if body := context.get("body"):
        context["body"] = hold_together(body)


def setup(app):
    """Register the hook."""
    app.connect("html-page-context", repair, priority=410)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
