"""What we use of Sphinx beyond its documented interface, each with the reason."""

from collections.abc import Callable, Iterator
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.ext import mathjax

Step = Callable[[str, dict[str, Any]], str]
"""from a page's whole HTML, and the context that its template was filled with, to better HTML"""


def add_step_to_finished_pages(app: Sphinx, step: Step) -> None:
    """Let ``step`` see every page as it leaves its template: Sphinx has no event for that.

    Args:
        app: the Sphinx application, whose builder exists; one that writes no HTML has no pages to show.
        step: takes a whole page, head and body, and returns the one to write.
    """
    if app.builder.format != "html":
        return
    templates = app.builder.templates  # type: ignore[attr-defined]
    render = templates.render

    def rendered(template: str, context: dict[str, Any]) -> str:
        text = render(template, context)
        # The theme renders parts of a page, too, and other extensions render files of other kinds.
        whole = "pathto" in context and text.rstrip().endswith("</html>")
        return step(text, context) if whole else text

    templates.render = rendered


def write_pages_in(app: Sphinx, processes: int) -> None:
    """Let several processes write the pages, as ``-j`` does: `jupyter-book` does not pass it on."""
    app.parallel = processes


def visitors_of_formulas() -> tuple[Callable[..., None], Callable[..., None]]:
    r"""Return how MathJax's extension writes ``\(...\)`` and ``\[...\]``; we want both without its script."""
    return mathjax.html_visit_math, mathjax.html_visit_displaymath


def equations(env: BuildEnvironment) -> dict[str, tuple[str, Any]]:
    """Return page and number of each labelled equation, to be read and written: the domain has no setter."""
    return env.get_domain("math").equations  # type: ignore[attr-defined]


def labels(env: BuildEnvironment) -> dict[str, tuple[str, str, str]]:
    """Return page, anchor and title of each label that stands at a title."""
    return env.get_domain("std").labels  # type: ignore[attr-defined]


def places(env: BuildEnvironment) -> dict[str, tuple[str, str]]:
    """Return page and anchor of every label, also of those without a title."""
    return env.get_domain("std").anonlabels  # type: ignore[attr-defined]


def numbers(env: BuildEnvironment, page: str) -> Iterator[tuple[str, str, str]]:
    """Yield kind, anchor and number ("figure", "fig-loss", "2.1") of what is numbered on a page.

    Sphinx computes them for ``numref`` and keeps them in the environment; nothing documents where.
    """
    for kind, found in env.toc_fignumbers.get(page, {}).items():
        for anchor, parts in found.items():
            if parts:
                yield kind, anchor, ".".join(map(str, parts))


def section_titles(env: BuildEnvironment, page: str) -> dict[str, str]:
    """Return the titles of a page's sections by their anchors; the page's own has an empty one."""
    found = {}
    for entry in env.tocs[page].findall(nodes.reference) if page in env.tocs else ():
        if entry["refuri"] == page:
            found[entry["anchorname"].lstrip("#")] = entry.astext()
    return found


def make_no_search_index(app: Sphinx) -> None:
    """Spare Sphinx its own index of words, and the page that searches it: the book has another one."""
    app.builder.search = False
