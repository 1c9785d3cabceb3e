"""nbconvert from its inside: everything of it that it does not promise to keep.

``tests/autograder/course/test_nbgrader_compat.py`` says what broke when a release changes it.
"""

from __future__ import annotations

from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath


def rendered(markdown: str) -> str:
    """Markdown as HTML, formulas left as they are written.

    nbconvert's renderer is the one that a notebook's reader is used to; its own filter brings links to
    headings that a page without a table of contents has no use for.
    """
    renderer = IPythonRenderer(escape=False, exclude_anchor_links=True)
    return str(MarkdownWithMath(renderer=renderer).render(markdown))
