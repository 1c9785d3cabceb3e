"""The sitemap lists every page of the book, also after a build that wrote only a few of them."""

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from bookext.foreign import sitemap_private


def add_the_others(app: Sphinx, exception: Exception | None) -> None:
    """Also list the pages that this build did not write; hooked to ``build-finished``."""
    if exception is None and app.builder.format == "html":
        sitemap_private.list_all(app, app.env.found_docs)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the hook; it runs before the sitemap is made."""
    app.connect("build-finished", add_the_others, priority=100)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
