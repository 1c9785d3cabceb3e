"""What stands on a feedback page: text made safe, formulas as MathML, verdicts beside the cells."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from traitlets import default

TEMPLATES = Path(__file__).parent / "templates"
TAGS = {
    *(
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "caption",
        "code",
        "col",
        "colgroup",
        "dd",
        "del",
        "details",
        "div",
    ),
    *(
        "dl",
        "dt",
        "em",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "img",
        "li",
        "ol",
        "p",
        "pre",
        "s",
        "span",
    ),
    *("strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul"),
}
ATTRIBUTES = {"*": ["class", "id", "title"], "a": ["href"], "img": ["alt", "src", "width", "height"]}
ATTRIBUTES |= {tag: ["colspan", "rowspan", "align"] for tag in ("td", "th")}
FORMULA = re.compile(
    r"\$\$(.+?)\$\$|(?<![\\$\w])\$(?!\s)((?:[^$\n]|\n(?!\n))+?)(?<![\s\\])\$(?![\w$])", re.DOTALL
)
CODE = re.compile(r"(<(?:pre|code)\b.*?</(?:pre|code)>)", re.DOTALL)
MATHML = re.compile(r"(\{http://www\.w3\.org/1998/Math/MathML\})?m[a-z]+")
STATES = {"passed": "good", "partial": "part"}
"""Colour of a verdict on the page; what is not here is bad."""


class Page(HTMLExporter):
    """A feedback page as one file, from our own template."""

    @default("default_preprocessors")
    def _no_preprocessors(self) -> list[Any]:
        return []

    def from_notebook_node(self, nb: Any, resources: Any = None, **options: Any) -> tuple[str, Any]:
        """The page. nbconvert's own step parses it again to add what our template has already."""
        self.register_filter("highlight_code", highlighted)
        return super(HTMLExporter, self).from_notebook_node(nb, resources, **options)

    def default_filters(self) -> Any:
        """nbconvert's filters, and ours."""
        yield from super().default_filters()
        ours = (points, inline_html, safe_html, safe_markdown)
        yield from ((function.__name__, function) for function in ours)

    def _init_resources(self, resources: Any) -> Any:
        from pygments.formatters import HtmlFormatter

        resources = super()._init_resources(resources)
        resources["highlight_css"] = HtmlFormatter(style="default").get_style_defs(".highlight")
        resources["highlight_css_dark"] = HtmlFormatter(style="github-dark").get_style_defs(".highlight")
        return resources


@lru_cache(maxsize=1024)
def highlighted(source: str) -> str:
    """Python code as HTML. Most cells are the same on every page."""
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import PythonLexer

    return highlight(source, PythonLexer(), HtmlFormatter())


def points(value: float) -> str:
    """A number of points, without needless zeros."""
    return f"{round(value, 2):g}"


def safe_html(text: str) -> str:
    """HTML of a student without scripts, styles, forms and foreign addresses of images."""
    import bleach

    clean = bleach.clean(
        text, tags=TAGS, attributes=ATTRIBUTES, protocols=["https", "http", "mailto", "data"]
    )
    return re.sub(r'(<img[^>]*?) src="(?!data:)[^"]*"', r"\1", clean)


@lru_cache(maxsize=256)
def safe_markdown(text: str) -> str:
    """Markdown as safe HTML, its formulas as MathML. The texts of a set are the same on every page."""
    renderer = IPythonRenderer(escape=False, exclude_anchor_links=True)
    parts = CODE.split(safe_html(MarkdownWithMath(renderer=renderer).render(text)))
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

        made = convert(tex.strip(), display="block" if display else "inline")
        # Nothing but formulas: a text in a formula must not become an element of the page.
        if all(MATHML.fullmatch(element.tag) for element in ElementTree.fromstring(made).iter()):
            return made
    except Exception:
        # No package, or a formula that it cannot read: the source says what is meant.
        pass
    return f"<code>{html.escape(tex.strip())}</code>"


def verdict_of(cell: Any, noted: dict[str, Any]) -> dict[str, Any]:
    """What the page says about a graded cell.

    Args:
        cell: cell of the autograded notebook with nbgrader's score in its metadata.
        noted: what the grader noted about it (``verdict``, ``message``); empty if another grader was at work.
    """
    marks = cell.metadata.nbgrader
    score, full = marks.get("score") or 0.0, marks.get("points") or 0.0
    word = "passed" if score >= full else "partial" if score else "failed"
    if word == "failed" and noted.get("verdict") not in ("passed", "partial", "manual", None):
        word = noted["verdict"]
    errors = [output for output in cell.get("outputs", []) if output.output_type == "error"]
    message = noted.get("message") or next((f"{e.ename}: {e.evalue}".strip(": ") for e in errors), "")
    if marks.get("waits"):
        return {"score": None, "points": full, "message": "", "word": "to be marked", "state": "hand"}
    return {
        "score": score,
        "points": full,
        "message": "" if word == "passed" else message,
        "word": word,
        "state": STATES.get(word, "bad"),
    }


def printed(cell: Any) -> list[Any]:
    """Outputs of a cell that show something; an error of a test is told by its message."""
    return [output for output in cell.get("outputs", []) if output.output_type != "stream" or output.text]


def with_attachments(cell: Any) -> str:
    """Source of a text cell, the pictures that are attached to it put in."""
    text = cell.source
    for name, pictures in cell.get("attachments", {}).items():
        kind, data = next(iter(pictures.items()))
        text = text.replace(f"attachment:{name}", f"data:{kind};base64,{''.join(data)}")
    return text
