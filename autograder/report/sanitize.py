"""HTML of a student's without anything that acts, loads, or passes for the grader's own.

The one border at which HTML from outside becomes part of a page.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from urllib.parse import unquote

import nh3

TAGS = frozenset(
    {
        *("a", "abbr", "b", "blockquote", "br", "caption", "code", "col", "colgroup", "dd", "del", "details"),
        *("div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "li", "ol", "p"),
        *("pre", "s", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th"),
        *("thead", "tr", "u", "ul"),
    }
)
"""Elements that a page may have of a student's HTML. What is not here stands there as text."""
DROPPED = re.compile(
    r"<(script|style)(?=[\s/>]).*?(?:</\1(?=[\s/>])[^>]*(?:>|\Z)|\Z)|<!--(?:-?>|.*?(?:--!?>|\Z))",
    re.IGNORECASE | re.DOTALL,
)
"""Elements that go with all that is in them, and comments."""
ATTRIBUTES = {"*": {"class", "id", "title"}, "a": {"href"}, "img": {"alt", "src", "width", "height"}}
ATTRIBUTES |= {tag: {"colspan", "rowspan", "align"} for tag in ("td", "th")}
EMPTY = frozenset({"br", "col", "hr", "img"})
"""Elements that hold nothing."""
MOST_WORK = 5_000_000
"""Most work, in open elements summed over the tags of a text; a large table has some 100,000."""
TAG = re.compile(r"<(/?)([A-Za-z][^\s/>]*)")
ATTRIBUTE = re.compile(r"[\s/]*+(?:(>)|=?[^\s/>=]*+(?:\s*+=\s*+(?:\"[^\"]*+\"?|'[^']*+'?|[^\s>]*+))?)")
"""An attribute as HTML reads it, or the end of the tag."""
PAIRS = 25
"""Pairs of attributes of a tag that are as much work as an open element: a parser compares each two names."""
FOREIGN_TAG = re.compile(rf"<(?!/?(?:{'|'.join(sorted(TAGS))})(?:[\s/>]|$))", re.IGNORECASE)
BESIDE_PAGE = re.compile(r"(?:\./)?\w[\w .()+~-]*(?:/\w[\w .()+~-]*)*")
"""Address of a file that lies beside the notebook."""
LINK = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x1f]+", re.IGNORECASE)
CLASS = re.compile(r"dataframe|highlight|hll|err|[a-z][a-z0-9]?")
"""Classes that a student's HTML may have: those of tables and of coloured code. All others are the page's."""
NUMBER = re.compile(r"\d{1,4}%?")
OWN = "text-"
"""What the ids of a student's HTML begin with: none of them is one of the page's."""


def safe_html(text: str) -> str:
    """HTML of a student without scripts, styles, forms, foreign addresses and the page's own names.

    An element that a page may not have stands there as text, and so does the whole text where a parser's work
    on it would not grow with its length alone: where its elements lie so deep in each other that no browser
    would show them, or a tag has thousands of attributes.
    """
    plain = FOREIGN_TAG.sub("&lt;", DROPPED.sub("", text))
    if work(plain) > MOST_WORK:
        return html.escape(text)
    return nh3.clean(
        plain,
        tags=TAGS,
        clean_content_tags=set(),
        attributes=ATTRIBUTES,
        attribute_filter=_harmless,
        url_schemes={"https", "http", "mailto", "data"},
    )


def work(text: str) -> int:
    """How much a parser has to do, never too low by much: the elements that are open at each tag, summed,
    and the pairs of attributes."""
    counts: Counter[str] = Counter()
    depth = done = position = 0
    while done <= MOST_WORK and (found := TAG.search(text, position)):
        element, position = found[2].lower(), found.end()
        if found[1]:
            depth -= counts[element] > 0
            counts[element] -= counts[element] > 0
        elif element not in EMPTY:
            counts[element] += 1
            depth += 1
        number = 0
        while (attribute := ATTRIBUTE.match(text, position)) and attribute.end() > position:
            position = attribute.end()
            if attribute[1]:
                break
            number += 1
        done += depth + number * number // PAIRS
    return done


def _harmless(tag: str, attribute: str, value: str) -> str | None:
    """The value of an attribute, or None if it must go."""
    address = value.strip()
    match tag, attribute:
        case _, "class":
            return " ".join(filter(CLASS.fullmatch, value.split())) or None
        case _, "id":
            return OWN + value
        case "img", "src":
            picture = address.lower().startswith("data:image/")
            return value if picture or BESIDE_PAGE.fullmatch(unquote(address)) else None
        case "a", "href":
            if address.startswith("#"):
                return f"#{OWN}{address[1:]}"
            return address if LINK.fullmatch(address) else None
        case _, "width" | "height" | "colspan" | "rowspan":
            return value if NUMBER.fullmatch(address) else None
    return value
