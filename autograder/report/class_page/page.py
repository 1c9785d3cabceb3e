"""The pages about the class as HTML: what is printed is escaped, and no script stands on them."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from autograder.course.plain_text import one_line, visible
from autograder.report.class_page import charts
from autograder.report.class_page.facts import ClassFacts
from autograder.report.class_page.term import TermFacts

TEMPLATES = Path(__file__).parents[1] / "templates" / "class"
POLICY = "default-src 'none'; img-src data:; style-src '{style}'; base-uri 'none'; form-action 'none'"
"""What a browser may do with a page, whatever stands on it: show it in its own style."""
LONGEST_CODE = 20_000


def of_set(found: ClassFacts) -> str:
    """The page of a set."""
    scores = [each.final for each in found.submissions]
    figure = charts.histogram(scores, found.points) if scores else Markup("")
    return _rendered("set.html.j2", facts=found, histogram=figure)


def of_term(found: TermFacts) -> str:
    """The page of the term."""
    means = {row.name: row.percent for row in found.sets if row.percent is not None}
    return _rendered("term.html.j2", facts=found, figure=charts.over_sets(means))


def _rendered(template: str, **content: Any) -> str:
    style = _style()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = POLICY.format(style=f"sha256-{digest}")
    made: str = _environment().get_template(template).render(style=Markup(style), policy=policy, **content)
    return made


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "name": one_line,
        "number": number,
        "percent": percent,
        "share": share,
        "code": code,
        "signed": signed,
    }
    environment.globals |= {"quarter": quarter, "sign": sign}
    return environment


@cache
def _style() -> str:
    return f"\n{(TEMPLATES / 'style.css').read_text(encoding='utf-8')}\n"


def number(value: float) -> str:
    """A number with at most two digits behind the point."""
    return f"{round(value, 2):g}".replace("-", "−")


def percent(value: float | None) -> str:
    """A part of 1 in percent; a dash where it is not known."""
    return "–" if value is None else f"{100 * value:.0f} %"


def share(score: float, points: float) -> float:
    """A score as a part of its points."""
    return score / points if points else 0.0


def signed(value: float | None) -> str:
    """A correlation; a dash where it is not known."""
    return "–" if value is None else f"{value:+.2f}".replace("-", "−")


def code(source: str) -> str:
    """What a student wrote, every character in sight."""
    return visible(source[:LONGEST_CODE], keep="\n\t")


def quarter(score: float | None, points: float) -> str:
    """The class of a cell of a map: how much of its points was earned."""
    if score is None:
        return "hand"
    part = score / points if points else 1.0
    return "all" if part >= 1 else "none" if part <= 0 else "most" if part >= 0.5 else "some"


def sign(score: float | None, points: float) -> str:
    """The same as a character, for whoever sees no colours."""
    return {"hand": "?", "all": "●", "most": "◕", "some": "◔", "none": "○"}[quarter(score, points)]
