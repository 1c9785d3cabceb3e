"""The book as one page, from which its PDF is printed."""

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from bookext.foreign import sphinx_private


def keep_visitors(app: Sphinx) -> None:
    """Let the single page be written as the site's pages are; hooked to ``builder-inited``."""
    sphinx_private.give_visitors_to(app, "singlehtml")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the hook, before the builder makes its translators."""
    app.connect("builder-inited", keep_visitors)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
