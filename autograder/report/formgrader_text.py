"""Text cells in nbgrader's formgrader, as a filter of nbconvert's."""

from __future__ import annotations

from jinja2 import pass_context
from jinja2.runtime import Context

from autograder.report.pictures import with_attachments
from autograder.report.prose import safe_markdown


@pass_context
def as_html(context: Context, source: str) -> str:
    """A text cell as safe HTML, its formulas as MathML and its attached pictures put in.

    Args:
        context: what the template has been filled with.
        source: Markdown.
    """
    return safe_markdown(with_attachments(source, context.get("cell", {}).get("attachments")))
