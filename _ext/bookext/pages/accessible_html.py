"""Repairs of generated HTML that styles cannot make. With each, axe-core's rule for it, if there is one.

The texts are written by other packages, which offer no setting for them. Each repair knows from the document
how often its text must occur, and warns when a release writes it differently.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata

from bookext.foreign import myst_nb_private, theme_private
from bookext.foreign.releases import unexpected
from bookext.foreign.sphinx_private import add_step_to_finished_pages
from bookext.pages.loading_order import WITHOUT_THEME

LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Repair:
    """Texts of a package, and what stands in their place."""

    package: str
    texts: dict[str, str]
    expected: Callable[[BuildEnvironment, str, nodes.document], int]
    """from the environment, a docname and a document to how many of them the page has at least"""


TOOLTIP = 'data-bs-toggle="tooltip"'
SAME_IDS = ("exercise-content", "solution-content")
REPAIRS = (
    # label-content-name-mismatch: what is seen must be part of what is read out.
    Repair(
        "myst-nb",
        {'<summary aria-label="Toggle hidden content">': "<summary>"},
        lambda env, page, doctree: myst_nb_private.hidden_cells(doctree),
    ),
    # aria-required-children: a list holds list items; doc-biblioentry is no longer in ARIA.
    Repair(
        "docutils",
        {'role="doc-biblioentry"': 'role="listitem"'},
        lambda env, page, doctree: len(list(doctree.findall(nodes.citation))),
    ),
    # duplicate-id, which axe no longer tests: every exercise of a page has the same one, and nothing uses it.
    Repair(
        "sphinx-exercise",
        {f'<section id="{name}">': "<section>" for name in SAME_IDS},
        lambda env, page, doctree: sum(
            name in section["ids"] for section in doctree.findall(nodes.section) for name in SAME_IDS
        ),
    ),
    # No rule: a sign that few fonts have, and that a screen reader calls "white heavy check mark".
    Repair(
        "myst-nb",
        {"<p>✅</p>": "<p>done</p>", "<p>❌</p>": "<p>failed</p>"},
        lambda env, page, doctree: myst_nb_private.rows_of_run_table(env, page),
    ),
)


def repaired(body: str, repair: Repair, expected: int, complain: Callable[[str], None]) -> str:
    """Apply a repair to HTML.

    Args:
        body: the HTML.
        repair: what to repair.
        expected: how many of its texts there are at least.
        complain: called with a message if there are fewer.
    """
    if (received := sum(map(body.count, repair.texts))) < expected:
        texts = f"{expected} times {' or '.join(repair.texts)}"
        complain(unexpected(texts, received, (repair.package,), "pages.accessible_html"))
    for found, better in repair.texts.items():
        body = body.replace(found, better)
    return body


def repair_page(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Apply the repairs to a page's body; hooked to ``html-page-context``."""

    def complain(message: str) -> None:
        LOG.warning(message, location=pagename, type="book", subtype="html")

    if body := context.get("body"):
        for repair in REPAIRS:
            expected = repair.expected(app.env, pagename, doctree) if doctree is not None else 0
            body = repaired(body, repair, expected, complain)
        context["body"] = body


def with_landmarks(page: str) -> str:
    """Return a page with all of it in landmarks (axe: region): the book's mark in the side bar, and tooltips.

    Bootstrap puts a tooltip at the end of the page, unless its button names another place.
    """
    named = f'{theme_private.SIDEBAR} role="region" aria-label="The book"'
    placed = f'{TOOLTIP} data-bs-container="main"'
    return page.replace(theme_private.SIDEBAR, named, 1).replace(TOOLTIP, placed)


def _step(page: str, context: dict[str, Any]) -> str:
    made = with_landmarks(page)
    if made == page and not context.get(WITHOUT_THEME):
        message = unexpected(
            theme_private.SIDEBAR, "a page without", theme_private.PACKAGES, "foreign.theme_private.SIDEBAR"
        )
        LOG.warning(message, location=context.get("pagename"), type="book", subtype="html")
    return made


def begin(app: Sphinx) -> None:
    """Give each page its landmarks; hooked to ``builder-inited``."""
    add_step_to_finished_pages(app, _step)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the hooks."""
    app.connect("html-page-context", repair_page, priority=400)
    app.connect("builder-inited", begin)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
