"""What stands on a feedback page: text made safe, formulas as MathML, a mark beside each graded cell."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict
from urllib.parse import unquote

import nh3

from autograder.report.marks import Mark
from autograder.report.nbconvert_compat import PlainExporter, rendered

if TYPE_CHECKING:
    from nbformat import NotebookNode

TEMPLATES = Path(__file__).parent / "templates"
TAGS = frozenset(
    {
        *("a", "abbr", "b", "blockquote", "br", "caption", "code", "col", "colgroup", "dd", "del", "details"),
        *("div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "li", "ol", "p"),
        *("pre", "s", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th"),
        *("thead", "tr", "u", "ul"),
    }
)
"""Elements that a page may have of a student's HTML."""
DROPPED = frozenset({"script", "style"})
"""Elements that go with all that is in them. What is neither here nor in `TAGS` stands there as text."""
ATTRIBUTES = {"*": {"class", "id", "title"}, "a": {"href"}, "img": {"alt", "src", "width", "height"}}
ATTRIBUTES |= {tag: {"colspan", "rowspan", "align"} for tag in ("td", "th")}
EMPTY = frozenset({"br", "col", "hr", "img"})
"""Elements that hold nothing."""
MOST_WORK = 5_000_000
"""Most open elements, summed over the tags of a text, that are made safe; a large table has some 100,000."""
TAG = re.compile(r"<(/?)([A-Za-z][^\s/>]*)")
FOREIGN_TAG = re.compile(rf"<(?!!--)(?!/?(?:{'|'.join(sorted(TAGS | DROPPED))})(?:[\s/>]|$))", re.IGNORECASE)
BESIDE_PAGE = re.compile(r"(?:\./)?\w[\w .()+~-]*(?:/\w[\w .()+~-]*)*")
"""Address of a file that lies beside the page: nbgrader copies the files of a submission there."""
FORMULA = re.compile(
    r"\$\$(.+?)\$\$|(?<![\\$\w])\$(?!\s)((?:[^$\n]|\n(?!\n))+?)(?<![\s\\])\$(?![\w$])", re.DOTALL
)
CODE = re.compile(r"(<(?:pre|code)\b.*?</(?:pre|code)>)", re.DOTALL)
MATHML = re.compile(r"(\{http://www\.w3\.org/1998/Math/MathML\})?m[a-z]+")
ACTIVE = re.compile(r"(\{.*\})?(href|src|style|on.*)", re.IGNORECASE)
"""Attributes of MathML that load, link or act."""
STATES = {"passed": "good", "partial": "part"}
"""Colour of a verdict on the page; what is not here is bad."""


class ShownMark(TypedDict):
    """What the template shows of a mark."""

    score: float | None
    points: float
    message: str
    word: str
    """The verdict, as a student reads it."""
    state: str
    """"good", "part", "bad" or "hand": its colour."""


class Page(PlainExporter):
    """A feedback page as one file, from our own template."""

    def further_filters(self) -> tuple[Callable[..., str], ...]:
        """What the template makes of texts and numbers."""
        return highlight_code, points, inline_html, safe_html, safe_markdown

    def further_resources(self) -> dict[str, str]:
        """The colours of code, by day and by night."""
        from pygments.formatters import HtmlFormatter

        return {
            "highlight_css": HtmlFormatter(style="default").get_style_defs(".highlight"),
            "highlight_css_dark": HtmlFormatter(style="github-dark").get_style_defs(".highlight"),
        }


@lru_cache(maxsize=1024)
def highlight_code(source: str) -> str:
    """Python code as HTML. Most cells are the same on every page."""
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import PythonLexer

    return str(highlight(source, PythonLexer(), HtmlFormatter()))


def points(value: float) -> str:
    """A number of points, without needless zeros."""
    return f"{round(value, 2):g}"


def safe_html(text: str) -> str:
    """HTML of a student without scripts, styles, forms and foreign addresses of images.

    An element that a page may not have stands there as text, and so does the whole text where its elements
    lie so deep in each other that no browser would show them.
    """
    if _work(text) > MOST_WORK:
        return html.escape(text)
    return nh3.clean(
        FOREIGN_TAG.sub("&lt;", text),
        tags=TAGS,
        clean_content_tags=DROPPED,
        attributes=ATTRIBUTES,
        attribute_filter=_harmless,
        url_schemes={"https", "http", "mailto", "data"},
    )


def _work(text: str) -> int:
    """How much a parser has to do: the elements that are open at each tag, summed. Never too low by much."""
    counts: Counter[str] = Counter()
    depth = work = 0
    for closing, name in TAG.findall(text):
        element = name.lower()
        if closing:
            depth -= counts[element] > 0
            counts[element] -= counts[element] > 0
        elif element not in EMPTY:
            counts[element] += 1
            depth += 1
        work += depth
    return work


def _harmless(tag: str, attribute: str, value: str) -> str | None:
    """The value of an attribute, or None if it must go."""
    address = value.strip()
    if tag == "img" and attribute == "src":
        picture = address.lower().startswith("data:image/")
        return value if picture or BESIDE_PAGE.fullmatch(unquote(address)) else None
    if tag == "a" and address.lower().startswith("data:"):
        return None
    return value


@lru_cache(maxsize=256)
def safe_markdown(text: str) -> str:
    """Markdown as safe HTML, its formulas as MathML. The texts of a set are the same on every page."""
    parts = CODE.split(safe_html(rendered(text)))
    return "".join(part if i % 2 else FORMULA.sub(_formula, part) for i, part in enumerate(parts))


def inline_html(text: str) -> str:
    """A line of plain text; what stands between backticks is code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text))


def _formula(match: re.Match[str]) -> str:
    display, inline = match.groups()
    tex, number = _without_number(html.unescape(display or inline))
    formula = mathml(tex, bool(display))
    return f'<span class="equation">{formula}<span>{number}</span></span>' if display else formula


def _without_number(tex: str) -> tuple[str, str]:
    """A formula and the number that its ``\\tag`` gives it."""
    found = re.search(r"\\tag\{([^}]*)\}", tex)
    return (tex.replace(found.group(0), ""), f"({html.escape(found.group(1))})") if found else (tex, "")


def mathml(tex: str, display: bool) -> str:
    """A formula as MathML; as its source where the package that converts it is not installed."""
    from xml.etree import ElementTree

    try:
        from latex2mathml.converter import convert

        made = str(convert(tex.strip(), display="block" if display else "inline"))
        # Nothing but formulas: what stands in one must not become an element or a link of the page.
        if all(_is_formula(element) for element in ElementTree.fromstring(made).iter()):
            return made
    except Exception:
        # No package, or a formula that it cannot read: the source says what is meant.
        pass
    return f"<code>{html.escape(tex.strip())}</code>"


def _is_formula(element: Any) -> bool:
    """Whether an element (`xml.etree.ElementTree.Element`) is MathML that neither loads, links nor acts."""
    return bool(MATHML.fullmatch(element.tag)) and not any(map(ACTIVE.fullmatch, element.attrib))


def shown_mark(mark: Mark, cell: NotebookNode) -> ShownMark:
    """What the page says about a graded cell.

    Args:
        mark: its mark.
        cell: the cell of the autograded notebook. Its error stands for the message where the grader has
            none, because nbgrader's own command was at work.
    """
    if mark.waits:
        return {"score": None, "points": mark.points, "message": "", "word": "to be marked", "state": "hand"}
    errors = [output for output in cell.get("outputs", []) if output.output_type == "error"]
    error = next((f"{e.ename}: {e.evalue}".strip(": ") for e in errors), "")
    message = mark.message or ("" if mark.by_hand else error)
    return {
        "score": mark.score,
        "points": mark.points,
        "message": "" if mark.verdict == "passed" else message,
        "word": mark.verdict,
        "state": STATES.get(mark.verdict, "bad"),
    }


def printed(cell: NotebookNode) -> list[Any]:
    """Outputs of a cell that show something; an error of a test is told by its message."""
    return [output for output in cell.get("outputs", []) if output.output_type != "stream" or output.text]


def with_attachments(cell: NotebookNode) -> str:
    """Source of a text cell, the pictures that are attached to it put in."""
    text = str(cell.source)
    for name, pictures in cell.get("attachments", {}).items():
        kind, data = next(iter(pictures.items()))
        text = text.replace(f"attachment:{name}", f"data:{kind};base64,{''.join(data)}")
    return text
