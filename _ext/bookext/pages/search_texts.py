"""What the search knows of each page: its sections with their titles and sentences.

Every page that is written leaves them in a file beside its doctree, for `site.search_index` to put together.
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

Section = dict[str, Any]
# What no reader would take for a sentence: code and what it prints, formulas on lines of their own, raw HTML.
NO_SENTENCES = (
    nodes.literal_block,
    nodes.doctest_block,
    nodes.math_block,
    nodes.raw,
    nodes.comment,
    nodes.title,
    nodes.citation,
)
# A sentence ends where the next one begins with a capital, a figure or a sign.
END = re.compile(r"(?<=[.!?])[)”\"]?\s+(?=[^\Wa-z_]|[(“\"$])")
LEAST, MOST = 25, 320
"""letters of a sentence that can be shown, of one that need not be shortened"""
COMMANDS = {
    "cdot": "·",
    "times": "×",
    "le": "≤",
    "leq": "≤",
    "ge": "≥",
    "geq": "≥",
    "approx": "≈",
    "to": "→",
    "infty": "∞",
    "partial": "∂",
    "sum": "∑",
    "sqrt": "√",
    "ell": "l",
    "star": "*",
    "pm": "±",
    "dots": "…",
    "quad": " ",
    "lVert": "‖",
    "rVert": "‖",
    "otimes": "⊗",
    "gets": "←",
    "leftarrow": "←",
    "mid": "|",
    "in": "∈",
    "nabla": "∇",
    "neq": "≠",
    "sim": "~",
}
OPERATORS = {"exp", "ln", "log", "max", "min", "sign", "tanh"}
BELOW = str.maketrans("0123456789tnijkm", "₀₁₂₃₄₅₆₇₈₉ₜₙᵢⱼₖₘ")
ABOVE = str.maketrans("0123456789knT", "⁰¹²³⁴⁵⁶⁷⁸⁹ᵏⁿᵀ")
INDEX = re.compile(r"([_^])\s?([0-9a-zA-Z])(?![0-9a-zA-Z])")
FRACTION = re.compile(r"\\[td]?frac\s*(?:\{([^{}]*)\}|(\w))\s*(?:\{([^{}]*)\}|(\w))")


def formula(tex: str) -> str:
    """A short formula of a line as letters, as far as letters can show it."""
    text = FRACTION.sub(lambda m: f"{m[1] or m[2]}/{m[3] or m[4]}", tex)
    text = re.sub(r"\\[,;:! ]|\\(?:left|right|big|bigl|bigr)\b|[{}$]", " ", text)
    text = re.sub(r"\\([A-Za-z]+)\s?", lambda m: _letter(m[1]), text)
    text = INDEX.sub(lambda m: m[2].translate(BELOW if m[1] == "_" else ABOVE), text)
    return re.sub(r"\s+", " ", text.replace("\\", "")).strip()


def _letter(command: str) -> str:
    """What stands for a command of TeX; nothing for one that only changes how others look."""
    if command in OPERATORS:
        return f"{command} "
    name = command.removeprefix("var").replace("ambda", "amda")
    size = "CAPITAL" if name[:1].isupper() else "SMALL"
    try:
        return COMMANDS.get(command) or unicodedata.lookup(f"GREEK {size} LETTER {name.upper()}")
    except KeyError:
        return ""


def sections(document: nodes.document, numbers: dict[str, str]) -> Iterator[Section]:
    """Yield a page's sections.

    Args:
        document: the page, references resolved.
        numbers: the number of each section by its anchor, the page's own by "".

    Yields:
        Dicts with ``anchors`` (the first is the one to lead to, "" for the page itself), ``title``,
        ``number`` and ``sentences``.
    """
    for section in document.findall(nodes.section):
        title = next(iter(section.findall(nodes.title)), None)
        if title is None:
            continue
        whole = section.parent is document
        anchors = [*([""] if whole else ()), *section["ids"]]
        number = next((numbers[anchor] for anchor in anchors if anchor in numbers), "")
        described = [
            meta["content"] for meta in document.findall(nodes.meta) if meta["name"] == "description"
        ]
        sentences = [sentence for block in _blocks(section) for sentence in _sentences(block)]
        yield {
            "anchors": anchors,
            "title": _text(title),
            "number": number,
            "sentences": [*(described if whole else ()), *sentences],
        }


def _blocks(node: nodes.Node) -> Iterator[str]:
    """Yield the texts of a section's paragraphs, captions and terms, subsections apart."""
    for child in node.children:
        if isinstance(child, (nodes.section, *NO_SENTENCES)):
            continue
        if isinstance(child, nodes.TextElement):
            yield _text(child)
        else:
            yield from _blocks(child)


def _text(node: nodes.Node) -> str:
    parts = []
    for child in node.children:
        if isinstance(child, nodes.math):
            parts.append(formula(child.astext()))
        elif isinstance(child, nodes.Text):
            parts.append(child.astext())
        elif not isinstance(child, nodes.raw | nodes.image):
            parts.append(_text(child))
    return re.sub(r"\s+", " ", "".join(parts)).strip()


def _sentences(text: str) -> Iterator[str]:
    """Yield sentences; one that is too short to be shown goes with the one before it."""
    held = ""
    for sentence in END.split(text):
        if held and len(sentence) >= LEAST:
            yield held
            held = sentence
        else:
            held = f"{held} {sentence}".strip()
    if held:
        yield held


def file_of(app: Sphinx, page: str) -> Path:
    """The file that a page leaves."""
    return Path(app.doctreedir, f"{page}.search.json")


def write(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Leave the sections of a page; hooked to ``html-page-context``."""
    if app.builder.name == "html" and doctree is not None:
        numbers = {
            anchor.lstrip("#"): ".".join(map(str, parts))
            for anchor, parts in app.env.toc_secnumbers.get(pagename, {}).items()
        }
        made = json.dumps(list(sections(doctree, numbers)), ensure_ascii=False)
        file_of(app, pagename).write_text(made, "utf-8")


def missing(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Have pages written that have left no file; hooked to ``env-updated``."""
    return [page for page in sorted(env.found_docs) if not file_of(app, page).exists()]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the hooks."""
    app.connect("env-updated", missing)
    app.connect("html-page-context", write)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
