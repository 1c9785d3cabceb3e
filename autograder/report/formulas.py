"""Formulas as MathML, which browsers show without a script."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import Any

FORMULA = re.compile(
    r"\$\$(.+?)\$\$|(?<![\\$\w])\$(?!\s)((?:[^$\n]|\n(?!\n))+?)(?<![\s\\])\$(?![\w$])", re.DOTALL
)
MARKUP = re.compile(r"(<(?:[^>\"]|\"[^\"]*\")*>)")
"""A tag, as the sanitizer writes it: every value of an attribute stands between double quotes."""
CODE = re.compile(r"<(/?)(?:pre|code)[ >]")
MATHML = re.compile(r"(\{http://www\.w3\.org/1998/Math/MathML\})?m[a-z]+")
ATTRIBUTES = frozenset(
    {
        *("accent", "accentunder", "bevelled", "columnalign", "columnlines", "columnspacing", "columnspan"),
        *("display", "displaystyle", "fence", "form", "frame", "largeop", "linebreak", "linethickness"),
        *(
            "lspace",
            "mathcolor",
            "mathsize",
            "mathvariant",
            "maxsize",
            "minsize",
            "movablelimits",
            "notation",
        ),
        *("rowalign", "rowlines", "rowspacing", "rspace", "scriptlevel", "separator", "side", "stretchy"),
        *("symmetric", "width"),
    }
)
"""Attributes of MathML that say how a formula looks. What is not here might load, link, act, move the formula
away from its place, or pass for the page's own."""
LENGTH = re.compile(r"-?\d+(?:\.\d+)?")
LONGEST = 4_000
"""Longest formula that is converted, in characters; a longer one stands as it is written."""
MOST = 500
"""Most formulas of a text that are converted."""


def with_formulas(text: str) -> str:
    """Sanitized HTML with the formulas in its text as MathML.

    A formula lies within one piece of text: one that reached over a tag would take the tag with it, and the
    elements of the page would no longer be closed.
    """
    if "$" not in text:
        return text
    made, inside, left = [], 0, MOST
    for number, part in enumerate(MARKUP.split(text)):
        if number % 2:
            if found := CODE.match(part):
                inside = max(inside + (-1 if found[1] else 1), 0)
        elif not inside and left > 0 and "$" in part:
            part, count = FORMULA.subn(_formula, part, left)
            left -= count
        made.append(part)
    return "".join(made)


def _formula(match: re.Match[str]) -> str:
    display, inline = match.groups()
    tex, number = _without_number(html.unescape(display or inline))
    formula = mathml(tex, bool(display))
    return f'<span class="equation">{formula}<span>{number}</span></span>' if display else formula


def _without_number(tex: str) -> tuple[str, str]:
    """A formula and the number that its ``\\tag`` gives it."""
    found = re.search(r"\\tag\{([^{}]{0,40})\}", tex)
    return (tex.replace(found.group(0), ""), f"({html.escape(found.group(1))})") if found else (tex, "")


@lru_cache(maxsize=4096)
def mathml(tex: str, display: bool) -> str:
    """A formula as MathML; as its source where it is too long, or the converter is not installed."""
    from xml.etree import ElementTree

    try:
        from latex2mathml.converter import convert

        if len(tex) <= LONGEST:
            made = str(convert(tex.strip(), display="block" if display else "inline"))
            # Nothing but formulas: what stands in one must not become an element or a link of the page.
            if all(_is_formula(element) for element in ElementTree.fromstring(made).iter()):
                return made
    except Exception:
        # No package, or a formula that it cannot read: the source says what is meant.
        pass
    return f"<code>{html.escape(tex.strip())}</code>"


def _is_formula(element: Any) -> bool:
    """Whether an element (`xml.etree.ElementTree.Element`) is MathML that stays in place and does nothing."""
    return bool(MATHML.fullmatch(element.tag)) and all(
        name in ATTRIBUTES and all(-2 <= float(number) <= 100 for number in LENGTH.findall(value))
        for name, value in element.attrib.items()
    )
