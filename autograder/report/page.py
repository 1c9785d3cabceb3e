"""A feedback page: one file, filled with what was made safe; no script, nothing from the network.

Whatever the template prints is escaped, unless one of the modules that make it safe has made it
(`sanitize`, `formulas`, `prose`, `terminal`, `pictures`, `cell_outputs`).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from autograder.course.plain_text import one_line, visible
from autograder.course.tasks import Task
from autograder.report import cell_outputs
from autograder.report.fitting import fitted
from autograder.report.marks import Mark
from autograder.report.pictures import Pictures, with_attachments
from autograder.report.prose import as_written, inline_html, safe_markdown

TEMPLATES = Path(__file__).parent / "templates" / "feedback"
STATES = {"passed": "good", "partial": "part", "manual": "hand"}
"""Colour of a verdict on the page; what is not here is bad."""
MOST_CODE = 100_000
"""Longest source of a cell that is coloured, in characters."""
MOST_CHARACTERS = 25_000_000
"""Characters of a page after which what a student wrote is left out."""
POLICY = "default-src 'none'; img-src data:; style-src '{style}'; base-uri 'none'; form-action 'none'"
"""What a browser may do with the page, whatever stands on it: show its pictures in its own style."""


@dataclass
class ShownMark:
    """What the page says about a graded cell."""

    grade_id: str
    score: float | None
    points: float
    message: str
    word: str
    """The verdict, as a student reads it."""
    state: str
    """"good", "part", "bad" or "hand": its colour."""
    about: str = ""
    """What the test is about, in the set's words; empty if it does not say."""


@dataclass
class ShownTask:
    """A task with its marks."""

    title: str
    """Its heading; empty for cells of no task."""
    marks: list[ShownMark]
    link: str = ""
    """Address of the section that explains it; empty if there is none."""

    @property
    def score(self) -> float:
        """Points earned so far."""
        return sum(mark.score or 0.0 for mark in self.marks)

    @property
    def points(self) -> float:
        """Points that it is worth."""
        return sum(mark.points for mark in self.marks)


@dataclass
class ShownCell:
    """A cell as the page has it."""

    kind: str
    """"answer", "test", "given" or "own" (one that the student added): its frame."""
    content: str
    """Its text as HTML."""
    outputs: str = ""
    """Its outputs as HTML."""
    mark: ShownMark | None = None
    """Its mark, if it is graded."""
    hidden: bool = False
    """Whether it has hidden tests, which do not stand here."""
    comment: str = ""
    """What a person wrote about it, as HTML."""


@dataclass
class PageContent:
    """All that stands on one page."""

    student: str
    notebook: str
    score: float
    points: float
    penalty: float
    """Points taken off because the submission was late."""
    marks: list[ShownMark]
    """The graded cells, in the order of the notebook."""
    cells: list[ShownCell] = field(default_factory=list)
    note: str = ""
    """What the student should know about the page as a whole."""
    tasks: list[ShownTask] = field(default_factory=list)
    """The same marks by task."""
    handed_in: str = ""
    """When it was handed in, in the course's zone; empty if nobody knows."""

    @property
    def groups(self) -> list[ShownTask]:
        """The marks in groups, as the table has them."""
        return self.tasks or [ShownTask("", self.marks)]


def page(content: PageContent) -> str:
    """The page as HTML."""
    style = _style()
    policy = POLICY.format(
        style=f"sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}"
    )
    return fitted(_template().render(page=content, style=Markup(style), policy=policy))


class CellReader:
    """Makes the cells of one notebook, and keeps count of what they take of the page."""

    def __init__(self, folder: Path | None) -> None:
        """Find pictures that were handed in in ``folder``."""
        self._pictures = Pictures(folder)
        self._left = MOST_CHARACTERS

    def text(self, source: str, attachments: object = None) -> str:
        """A text cell as HTML."""
        return self._counted(
            lambda: self._pictures.put_in(safe_markdown(with_attachments(source, attachments)))
        )

    def code(self, source: str) -> str:
        """A code cell's source as HTML."""
        return self._counted(lambda: highlight_code(source))

    def outputs(self, outputs: Iterable[Any]) -> str:
        """A code cell's outputs as HTML."""
        return self._counted(lambda: cell_outputs.shown(outputs, self._pictures))

    def _counted(self, make: Callable[[], str]) -> str:
        if self._left > 0:
            made = make()
            self._left -= len(made)
            return made
        return '<p class="note">[left out: the page would be too large]</p>'


def by_task(marks: Iterable[ShownMark], tasks: Iterable[Task]) -> list[ShownTask]:
    """Marks by task; what belongs to none comes last, without a heading."""
    left = {mark.grade_id: mark for mark in marks}
    found = []
    for task in tasks:
        own = [left.pop(cell) for cell in task.cells if cell in left]
        for mark in own:
            mark.about = task.about.get(mark.grade_id, "")
        if own:
            found.append(ShownTask(task.title, own, task.link))
    return [*found, *([ShownTask("", list(left.values()))] if left else [])]


def shown_mark(mark: Mark, message: str) -> ShownMark:
    """What the page says about a graded cell.

    Args:
        mark: its mark.
        message: what the student may read of what the grader said.
    """
    word = "to be marked" if mark.waits else mark.verdict
    told = "" if mark.verdict == "passed" or mark.waits else message
    return ShownMark(mark.cell, mark.score, mark.points, told, word, STATES.get(mark.verdict, "bad"))


@lru_cache(maxsize=1024)
def highlight_code(source: str) -> str:
    """Python code as HTML, every character in sight. Most cells are the same on every page."""
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import PythonLexer

    if len(source) > MOST_CODE:
        return as_written(source)
    return str(highlight(visible(source, keep="\n\t"), PythonLexer(), HtmlFormatter()))


def points(value: float) -> str:
    """A number of points, without needless zeros."""
    return f"{round(value, 2):g}"


def anchor(grade_id: str) -> str:
    """The id of a cell's element. A student's own ids begin otherwise."""
    return f"cell-{grade_id}"


@cache
def _template() -> Any:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    filters = {"points": points, "name": one_line, "anchor": anchor, "prose": _prose, "safe": Markup}
    environment.filters.update(filters)
    return environment.get_template("index.html.j2")


def _prose(text: str) -> Markup:
    return Markup(inline_html(text))


@cache
def _style() -> str:
    """The style of every page, with the colours of code by day and by night."""
    from pygments.formatters import HtmlFormatter

    own = (TEMPLATES / "style.css").read_text(encoding="utf-8")
    day = HtmlFormatter(style="default").get_style_defs(".highlight")
    night = HtmlFormatter(style="github-dark").get_style_defs(".highlight")
    return f"\n{own}\n{day}\n@media (prefers-color-scheme: dark) {{\n{night}\n}}\n"


def error_of(cell: Mapping[str, Any]) -> str:
    """The error of an autograded cell, name and message; empty if it has none."""
    errors = [output for output in cell.get("outputs", []) if output.get("output_type") == "error"]
    return next((f"{e.get('ename')}: {e.get('evalue')}".strip(": ") for e in errors), "")


def comment_html(text: str) -> str:
    """What a person wrote about a cell."""
    return safe_markdown(text) if text.strip() else ""
