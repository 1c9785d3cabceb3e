"""A page has its colours before any script has run, and where none does.

The theme's style sheet asks ``<html>`` for a light or a dark mode. The theme writes "auto" there, which is
neither, and replaces it when its script has loaded. Here every page is a light one at first; and the first
lines that run, in the page itself, make it what the reader's system asks for.
"""

import re
from functools import partial
from typing import Any

from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata

from bookext.foreign import theme_private
from bookext.foreign.releases import unexpected
from bookext.foreign.sphinx_private import add_step_to_finished_pages
from bookext.pages.loading_order import WITHOUT_THEME

LOG = logging.getLogger(__name__)
ROOT = re.compile(r'(<html\b[^>]*?)(?:\s+data-theme="[^"]*")?(\s*>)')
VIEWPORT = re.compile(r'\s*<meta [^>]*name="viewport"[^>]*>')


def with_colours(page: str) -> str:
    """Return a page whose root has a colour mode, and which says once how wide it is."""
    made = ROOT.sub(r'\1 data-theme="light"\2', page, count=1)
    made = made.replace(theme_private.THEME_OF_FIRST_VISIT, theme_private.THEME_OF_THE_SYSTEM, 1)
    first, *others = VIEWPORT.findall(made) or [""]
    if others:
        start = made.index(first) + len(first)
        made = made[:start] + VIEWPORT.sub("", made[start:])
    return made


def _step(page: str, context: dict[str, Any]) -> str:
    if context.get(WITHOUT_THEME):
        return page
    made = with_colours(page)
    if 'data-theme="light"' not in made[:2000] or theme_private.THEME_OF_THE_SYSTEM not in made:
        warn = partial(LOG.warning, location=context.get("pagename"), type="book", subtype="scripts")
        expected = f"<html> and {theme_private.THEME_OF_FIRST_VISIT} at the head of a page"
        warn(unexpected(expected, page[:80], theme_private.PACKAGES, "pages.without_scripts"))
    return made


def begin(app: Sphinx) -> None:
    """Let each page have its colours; hooked to ``builder-inited``."""
    add_step_to_finished_pages(app, _step)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the hook."""
    app.connect("builder-inited", begin)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
