"""The site's entry page: ``index.html`` leads to the book's first page, which lies in ``book/``."""

from collections.abc import Iterator
from typing import Any

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from bookext.pages.loading_order import WITHOUT_THEME


def entry_page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the entry page, unless the book's first page is it already."""
    root = app.config.root_doc
    if app.builder.format == "html" and root != "index":
        title = app.env.titles[root].astext() if root in app.env.titles else app.config.project
        target = app.builder.get_target_uri(root)
        canonical = f"{app.config.html_baseurl.rstrip('/')}/{target}"
        context = {"title": title, "target": target, "canonical": canonical, WITHOUT_THEME: True}
        yield "index", context, "entry.html"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the page."""
    app.connect("html-collect-pages", entry_page)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
