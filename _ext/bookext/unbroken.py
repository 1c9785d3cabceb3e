"""A number and its ± stay on one line, wherever the text wraps."""

import re

# What is shown as it stands, and the inside of tags, stay as they are.
_AS_IT_STANDS = "(?:pre|script|style|textarea)"
_APART = re.compile(rf"(<{_AS_IT_STANDS}\b.*?</{_AS_IT_STANDS}>|<[^>]*>)", re.DOTALL)
_SPACED = re.compile(r"(?<=\d) ± (?=\d)")


def hold_together(html):
    """Return HTML in which a number and its ± are joined by no-break spaces."""
    pieces = _APART.split(html)
    pieces[::2] = [_SPACED.sub("\u00a0±\u00a0", text) for text in pieces[::2]]
    return "".join(pieces)


def repair(app, pagename, templatename, context, doctree):
    """Join the numbers of a page's body."""
    if body := context.get("body"):
        context["body"] = hold_together(body)


def setup(app):
    """Register the hook."""
    app.connect("html-page-context", repair, priority=410)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
