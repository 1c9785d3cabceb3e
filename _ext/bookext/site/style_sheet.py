"""One style sheet for the site, with the rules that apply to something in it and no others.

The theme's own is 360 kB, most of it for parts that the book does not have. A rule stays if every element,
class and identifier in its selector occurs as a word in a page or in a script of the site; so what a script
puts in place stays too. Icons are letters of a font, of which the ones that are shown stay (`icon_fonts`).
"""

import hashlib
import os
import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

import tinycss2
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata

from bookext.foreign import theme_private
from bookext.pages.loading_order import STYLES
from bookext.site import icon_fonts

LOG = logging.getLogger(__name__)

PARTS = re.compile(r'<link rel="stylesheet"[^>]* data-parts="([^"]*)"')
VERSION = re.compile(r'(?<=\?v=)[0-9a-f]*(?=" data-parts=")')
WORD = re.compile(r"[A-Za-z_][\w-]*")
IMPORT = re.compile(r'@import\s+(?:url\()?"([^"]+)"\)?\s*;')
ADDRESS = re.compile(r"""url\(\s*["']?(?![a-z]+:|[#/])([^"')?]+)[^)]*\)""")
SPACE = re.compile(r"\s+")
NESTED = {"media", "supports", "layer"}


def words(site: Path) -> set[str]:
    """All words in the pages and scripts of the site."""
    found: set[str] = set()
    for path in [*site.rglob("*.html"), *site.glob("_static/**/*.js")]:
        found.update(WORD.findall(VERSION.sub("", path.read_text("utf-8"))))
    return found


def parts(site: Path) -> list[str]:
    """Names of the style sheets that the pages were written with, in their order."""
    pages = (page.read_text("utf-8") for page in sorted(site.rglob("*.html")))
    lists = {tuple(found[1].split()) for page in pages if (found := PARTS.search(page))}
    return list(dict.fromkeys(name for names in sorted(lists, key=lambda n: (-len(n), n)) for name in names))


def whole(sheet: Path, seen_from: Path) -> str:
    """Text of a style sheet, with the sheets that it imports, its addresses as seen from a folder."""
    css = sheet.read_text("utf-8")
    css = ADDRESS.sub(
        lambda m: f'url("{Path(os.path.relpath(sheet.parent / m[1], seen_from)).as_posix()}")', css
    )
    return IMPORT.sub(lambda m: whole(sheet.parent / m[1], seen_from), css)


def _asks_for(selector: Iterable[Any]) -> Iterator[str]:
    """Elements, classes and identifiers in a selector; what stands in brackets may be anything."""
    before = None
    for token in selector:
        if token.type == "hash" or (token.type == "ident" and before != ":"):
            yield token.value
        before = token.value if token.type == "literal" else None


def _selectors(prelude: Iterable[Any]) -> Iterator[list[Any]]:
    """Split a list of selectors at its commas."""
    selector: list[Any] = []
    for token in prelude:
        if token == ",":
            yield selector
            selector = []
        else:
            selector.append(token)
    yield selector


def _text(tokens: Iterable[Any]) -> str:
    """Tokens as CSS, its spaces shortened."""
    kept = [token for token in tokens if token.type != "comment"]
    return SPACE.sub(" ", tinycss2.serialize(kept)).strip()


def only(rules: str | Iterable[Any], known: Collection[str]) -> str:
    """Leave out the rules that ask for something unknown.

    Args:
        rules: CSS text, or a list of its tokens.
        known: names of elements, classes and identifiers that occur.

    Returns:
        The shorter CSS; a rule with several selectors keeps those that may apply.
    """
    lines = []
    for rule in tinycss2.parse_rule_list(rules, skip_comments=True, skip_whitespace=True):
        if rule.type == "qualified-rule":
            kept = [_text(s) for s in _selectors(rule.prelude) if all(name in known for name in _asks_for(s))]
            if kept:
                lines.append(f"{','.join(kept)}{{{_text(rule.content)}}}")
        elif rule.type == "at-rule" and rule.lower_at_keyword in NESTED and rule.content is not None:
            if inner := only(rule.content, known):
                lines.append(f"@{rule.at_keyword} {_text(rule.prelude)}{{\n{inner}\n}}")
        elif rule.type == "at-rule" and rule.lower_at_keyword != "charset":
            lines.append(_text([rule]))
    return "\n".join(lines)


def write(app: Sphinx, exception: Exception | None) -> None:
    """Write the style sheet that all pages name, unless it is there; hooked to ``build-finished``."""
    site = Path(app.outdir)
    if exception or app.builder.format != "html":
        return
    sheet = site / STYLES
    names = parts(site)
    if not names:
        LOG.warning(
            "expected pages that name the style sheets they need (`data-parts`). Received: none in %s. "
            "See what pages.loading_order writes into them",
            site,
            type="book",
            subtype="styles",
        )
    css = "\n".join(whole(site / "_static" / name, sheet.parent) for name in names)
    known = words(site) | theme_private.COMPOSED_CLASSES
    made_of = hashlib.sha256(
        "\0".join([Path(__file__).read_text("utf-8"), css, *sorted(known)]).encode()
    ).hexdigest()
    head = f'@charset "utf-8";\n/* {made_of} */\n'
    if not (sheet.exists() and sheet.read_text("utf-8").startswith(head)):
        css = icon_fonts.cut_fonts(only(css, known), sheet.parent)
        sheet.write_text(head + css + "\n", "utf-8")
    name_version(site, sheet.read_text("utf-8").removeprefix(head))


def name_version(site: Path, css: str) -> None:
    """Let every page ask for the style sheet under an address that changes with its rules.

    A browser that was here before would else go on with the rules that it has.
    """
    version = hashlib.sha256(css.encode()).hexdigest()[:8]
    for page in site.rglob("*.html"):
        text = page.read_text("utf-8")
        if (named := VERSION.sub(version, text)) != text:
            page.write_text(named, "utf-8")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the hook."""
    app.connect("build-finished", write, priority=900)  # after the theme has written its colours of code
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
