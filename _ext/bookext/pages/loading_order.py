"""The order in which a page loads: its text and one style sheet first, scripts afterwards.

Theme and extensions put eleven style sheets and a dozen scripts before the text, and a reader with a slow
connection waits for each of them. Here the scripts wait until the page is read (``defer``, in their
order), and the style sheets become one, which `site.style_sheet` makes. (Sphinx has a loading method for the
scripts that extensions add. Half of the tags are written by the theme's templates, which have none.)
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata

from bookext.foreign import theme_private
from bookext.foreign.releases import unexpected
from bookext.foreign.sphinx_private import add_step_to_finished_pages
from bookext.pages.html_tags import Element, changed, elements

LOG = logging.getLogger(__name__)
STYLES = "_static/styles.css"
"""the one style sheet"""
WITHOUT_THEME = "without_theme"
"""set in the context of a page whose template is not the theme's"""


def _is_sheet(element: Element) -> bool:
    """Whether an element loads a style sheet of the site."""
    href = element.attributes.get("href") or ""
    return element.attributes.get("rel") == "stylesheet" and "_static/" in href and ":" not in href


def _is_preload(element: Element) -> bool:
    """Whether an element has a script fetched before the text."""
    return element.attributes.get("rel") == "preload"


def _draws_icons(element: Element) -> bool:
    return theme_private.ICON_SCRIPT in (element.attributes.get("src") or "")


def _holds_up(element: Element) -> bool:
    """Whether an element is a script that the text waits for."""
    waits = {"defer", "async"} & element.attributes.keys() or element.attributes.get("type") == "module"
    return element.name == "script" and "src" in element.attributes and not waits


def _sets_options(element: Element) -> bool:
    """Whether an element is a script in the page that uses another, which now comes later."""
    return not element.attributes and element.code.lstrip().startswith("DOCUMENTATION_OPTIONS.")


EXPECTED = {
    "style sheets of the site": _is_sheet,
    "preloaded scripts": _is_preload,
    f"the script {theme_private.ICON_SCRIPT}": _draws_icons,
    "scripts that set DOCUMENTATION_OPTIONS": _sets_options,
}


def lightened(page: str, address: str, complain: Callable[[str], None]) -> str:
    """Let the page show its text before its scripts run.

    Args:
        page: a whole HTML page.
        address: of the one style sheet, as seen from the page.
        complain: called with a message about each thing that such a page has and this one has not.
    """
    head, closing, rest = page.partition("</head>")
    found = elements(head, {"link", "script"})
    for name, kind in EXPECTED.items():
        if not any(map(kind, found)):
            where = f"{name} in the head of the page"
            complain(unexpected(where, "none", theme_private.PACKAGES, "pages.loading_order"))
    sheets = [element.attributes["href"] or "" for element in found if _is_sheet(element)]
    changes = [(element, text) for element in found if (text := _better(element, head)) is not None]
    head = changed(head, changes)
    if sheets:
        head = head.replace("</title>", f"</title>\n{_one_sheet(sheets, address)}", 1)
    return head + closing + rest


def _better(element: Element, head: str) -> str | None:
    """What stands in the place of an element; None if it stays."""
    if _is_sheet(element) or _is_preload(element) or _draws_icons(element):
        return ""
    text = head[element.start : element.end]
    if _holds_up(element):
        return text.replace("<script", "<script defer", 1)
    if _sets_options(element):
        return text.replace("<script", '<script type="module"', 1)
    return None


def _one_sheet(hrefs: list[str], address: str) -> str:
    """The link that stands for all others; it names them to `site.style_sheet`, which adds a version."""
    parts = " ".join(href.split("_static/", 1)[1].split("?")[0] for href in hrefs)
    return f'<link rel="stylesheet" href="{address}?v=" data-parts="{parts}" />\n'


def _step(page: str, context: dict[str, Any]) -> str:
    if context.get(WITHOUT_THEME):
        return page
    warn = partial(LOG.warning, location=context.get("pagename"), type="book", subtype="loading")
    return lightened(page, context["pathto"](STYLES, 1), warn)


def begin(app: Sphinx) -> None:
    """Lighten each page; hooked to ``builder-inited``."""
    add_step_to_finished_pages(app, _step)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the hook."""
    app.connect("builder-inited", begin)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
