"""The order in which a page loads: its text and one style sheet first, scripts afterwards.

Theme and extensions put eleven style sheets and a dozen scripts before the text, and a reader with a slow
connection waits for each of them. Here the scripts wait until the page is read (``defer``, in their
order), and the style sheets become one, which `styles` makes.
"""

import hashlib
import re
from pathlib import Path

from bookext.wholepage import add_step

SHEET = re.compile(r'<link\b(?=[^>]*\brel="stylesheet")[^>]*\bhref="(?P<href>[^":]*_static/[^"]*)"[^>]*>\s*')
PRELOAD = re.compile(r'<link\b(?=[^>]*\brel="preload")[^>]*>\s*')
SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<code>.*?)</script>\s*", re.DOTALL)
# Icons are letters of a font, which the theme's style sheet names: its script would draw them once more.
LEFT_OUT = ("scripts/fontawesome.js",)
STYLES = "_static/styles.css"
THEME = "_static/scripts/pydata-sphinx-theme.js"
# The theme measures every code cell and output of a page at once, to put what scrolls into the tab order:
# the browser must lay out the whole page for it. `book.js` does so section by section.
MEASURES = re.compile(
    r"document\.querySelectorAll\(\[[^\]]*\]\.join\(\S+ ?\S*\)\)\.forEach\(e=>\{e\.tabIndex=[^}]*\}\)"
)


def _one_sheet(page, address):
    """Put one link in the place of all; it tells `styles` what it stands for."""
    hrefs = [match["href"] for match in SHEET.finditer(page)]
    if not hrefs:
        return page
    digest = hashlib.sha256(" ".join(hrefs).encode()).hexdigest()[:8]
    parts = " ".join(href.split("_static/", 1)[1].split("?")[0] for href in hrefs)
    link = f'<link rel="stylesheet" href="{address}?v={digest}" data-parts="{parts}" />\n'
    page = SHEET.sub("", page)
    return page.replace("</title>", f"</title>\n{link}", 1)


def _later(script):
    """A script that does not hold up the page; one that stands in the page and uses another, as a module."""
    attributes, code = script["attributes"], script["code"]
    if any(name in attributes for name in LEFT_OUT):
        return ""
    if "src=" in attributes and not re.search(r"\b(defer|async|module)\b", attributes):
        return script[0].replace("<script", "<script defer", 1)
    if not attributes and code.lstrip().startswith("DOCUMENTATION_OPTIONS."):
        return script[0].replace("<script", '<script type="module"', 1)
    return script[0]


def lightened(page, address):
    """Let the page show its text before its scripts run.

    Args:
        page: a whole HTML page.
        address: of the one style sheet, as seen from the page.
    """
    return _one_sheet(SCRIPT.sub(_later, PRELOAD.sub("", page)), address)


def begin(app):
    """Lighten each page; hooked to ``builder-inited``."""
    add_step(app, lambda page, context: lightened(page, context["pathto"](STYLES, 1)))


def spare_theme(app, exception):
    """Let the site's copy of the theme's script measure nothing; hooked to ``build-finished``."""
    script = Path(app.outdir) / THEME
    if exception is None and app.builder.format == "html" and script.exists():
        script.write_text(MEASURES.sub("0", script.read_text("utf-8")), "utf-8")
        script.with_suffix(".js.map").unlink(missing_ok=True)


def setup(app):
    """Register the hooks."""
    app.connect("builder-inited", begin)
    app.connect("build-finished", spare_theme)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
