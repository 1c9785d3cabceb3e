"""Scripts that only some pages need: figures to play with, questions that answer."""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

# A page that contains the marker gets the script: others stay light.
SCRIPTS = {
    'class="vega-figure"': "vega-figures.js",
    'class="selfcheck ': "selfcheck.js",
    'class="cover-figure"': "cover.js",
}


def add_scripts(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Load a script only on the pages that need it."""
    body = context.get("body") or ""
    for marker, script in SCRIPTS.items():
        if marker in body:
            app.add_js_file(script, loading_method="defer")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the hook."""
    app.connect("html-page-context", add_scripts, priority=400)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
