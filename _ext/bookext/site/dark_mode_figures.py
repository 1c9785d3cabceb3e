"""Text and axes of Matplotlib's figures: dark on a light page, light on a dark one.

The figures are drawn in an ink that can be read on both. In the site's copies the ink follows the theme of
the page; an SVG needs no script for that.
"""

import sys
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata


def adapt_figures(app: Sphinx, exception: Exception | None) -> None:
    """Adapt every SVG figure of the book's style among the site's images, once."""
    if exception or app.builder.format != "html":
        return
    if str(app.srcdir) not in sys.path:
        sys.path.append(str(app.srcdir))
    from traindnn.palette import INK
    from traindnn.plots.theme import adapt_svg

    for figure in sorted(Path(app.outdir, "_images").glob("*.svg")):
        svg = figure.read_text(encoding="utf-8")
        if INK in svg and "prefers-color-scheme" not in svg:
            figure.write_text(adapt_svg(svg), encoding="utf-8")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the step after the build."""
    app.connect("build-finished", adapt_figures)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
