"""MathJax's fonts in the site, with the letters that its formulas show and no others."""

import re
import shutil
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata

from bookext.foreign.releases import unexpected
from bookext.pages.formulas import FONTS, mathjax_folder
from bookext.site import small_fonts

LOG = logging.getLogger(__name__)
STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
LETTERS = re.compile(r'content: "([^"]*)"')
LETTER = re.compile(r"\\([0-9A-F]+) ?|(.)")
FORMULA = "mjx-container"
"""occurs in the styles of formulas alone"""


def letters(site: Path) -> set[str]:
    """The letters that the formulas of all pages below the folder ``site`` are made of.

    MathJax names each letter in the styles of a page, and in nothing else. Where these name none, a warning
    says so.
    """
    found = {css for page in site.rglob("*.html") for css in STYLE.findall(page.read_text("utf-8"))}
    styles = {css for css in found if FORMULA in css}
    texts = {text for css in styles for text in LETTERS.findall(css)}
    if styles and not texts:
        expected = 'styles of formulas that name letters by `content: "..."`'
        message = unexpected(expected, "none", ("sphinx-mathjax-offline",), "site.formula_fonts.LETTERS")
        LOG.warning(message, type="book", subtype="fonts")
    return {chr(int(code, 16)) if code else plain for text in texts for code, plain in LETTER.findall(text)}


def write_fonts(app: Sphinx, exception: Exception | None) -> None:
    """Write the fonts, unless they are there; hooked to ``build-finished``."""
    if exception or app.builder.format != "html":
        return
    shown = letters(Path(app.outdir))
    folder = Path(app.outdir) / FONTS
    made_for = folder / "letters.txt"
    listed = "".join(sorted(shown)) + "\n"
    if made_for.exists() and made_for.read_text("utf-8") == listed:
        return
    folder.mkdir(parents=True, exist_ok=True)
    for font in sorted((mathjax_folder() / "output/chtml/fonts/woff-v2").glob("*.woff")):
        if font.stem == "MathJax_Zero":  # has no letters, but the height of a line
            shutil.copy2(font, folder)
        else:
            small_fonts.cut(font, folder / font.name, shown)
    made_for.write_text(listed, "utf-8")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the hook."""
    app.connect("build-finished", write_fonts)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
