"""Repairs of generated HTML that styles cannot make. With each, axe-core's rule for it, if there is one."""

REPAIRS = (
    # label-content-name-mismatch: what is seen must be part of what is read out.
    ('<summary aria-label="Toggle hidden content">', "<summary>"),
    # aria-required-children: a list holds list items; doc-biblioentry is no longer in ARIA.
    ('role="doc-biblioentry"', 'role="listitem"'),
    # No rule: a sign that few fonts have, and that a screen reader calls "white heavy check mark".
    ("<p>✅</p>", "<p>done</p>"),
    ("<p>❌</p>", "<p>failed</p>"),
)


def repair(app, pagename, templatename, context, doctree):
    """Apply the repairs to a page's body."""
    if body := context.get("body"):
        for found, better in REPAIRS:
            body = body.replace(found, better)
        context["body"] = body


def setup(app):
    """Register the hook."""
    app.connect("html-page-context", repair, priority=400)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
