"""Text and axes of Matplotlib's figures: dark on a light page, light on a dark one.

The figures are drawn in an ink that can be read on both. In the site's copies it follows the theme, for which
an SVG needs no script.
"""

import sys
from pathlib import Path


def adapt_figures(app, exception):
    """Adapt every SVG figure of the book's style among the site's images, once."""
    if exception or app.builder.format != "html":
        return
    if str(app.srcdir) not in sys.path:
        sys.path.append(str(app.srcdir))
    from traindnn.plots.theme import INK, adapt_svg

    for figure in sorted(Path(app.outdir, "_images").glob("*.svg")):
        svg = figure.read_text(encoding="utf-8")
        if INK in svg and "prefers-color-scheme" not in svg:
            figure.write_text(adapt_svg(svg), encoding="utf-8")


def setup(app):
    """Register the step after the build."""
    app.connect("build-finished", adapt_figures)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
