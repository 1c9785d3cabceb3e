"""A text cell as HTML: Markdown made safe, its formulas as MathML, its pictures put in."""

from __future__ import annotations

import html
import re
from functools import lru_cache

from autograder.course.plain_text import visible
from autograder.report.formulas import with_formulas
from autograder.report.nbconvert_compat import rendered
from autograder.report.sanitize import MOST_WORK, safe_html

LONGEST = 200_000
"""Longest text that is read as Markdown, in characters."""
MATH_BEGINS = re.compile(r"\\begin\{|\\\\[\[(]")
"""What opens a formula; the renderer looks for the end of each to the end of the text."""


@lru_cache(maxsize=256)
def safe_markdown(text: str) -> str:
    """Markdown as safe HTML, its formulas as MathML. The texts of a set are the same on every page.

    A text that is too long, or that the renderer cannot read in a time that grows with its length, stands as
    it is written.
    """
    if len(text) > LONGEST or len(text) * len(MATH_BEGINS.findall(text)) > MOST_WORK:
        return as_written(text)
    try:
        made = rendered(text)
    except Exception:
        # Quotes and lists deep in each other: the renderer calls itself for each.
        return as_written(text)
    return with_formulas(safe_html(made))


def as_written(text: str) -> str:
    """A text as it stands in the notebook, cut with a note where it is too long."""
    shown = visible(text[:LONGEST], keep="\n\t")
    rest = len(text) - LONGEST
    note = f'\n<span class="note">[cut: {rest:,} further characters]</span>' if rest > 0 else ""
    return f"<pre>{html.escape(shown, quote=False)}{note}</pre>"


def inline_html(text: str) -> str:
    """A line of plain text; what stands between backticks is code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(visible(text)))
