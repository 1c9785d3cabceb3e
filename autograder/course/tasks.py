"""The tasks of a problem set, as its text heads them: which cells belong to each, what each test is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from autograder.course.folders import Course
from autograder.course.markers import NBGRADERS_DELIMITERS, Marker, Region
from autograder.course.notebooks import read_cells
from autograder.course.plain_text import one_line
from autograder.course.settings import options_of

_HEADING = re.compile(r"^(?P<level>#{2,6})[ \t]+(?P<text>.+?)[ \t]*#*$", re.MULTILINE)
_POINTS = re.compile(r"\s*\(\s*[\d.,]+\s*(?:points?|pts?|marks?|Punkte?|P\.)\s*\)\s*$", re.IGNORECASE)
_WORTH = re.compile(r"^[\d.,]+\s*(?:points?|pts?|marks?)\s*[:,–-]\s*", re.IGNORECASE)
_LINK = re.compile(r"\((?P<url>https?://[^\s)]+)\)|<(?P<bare>https?://[^\s>]+)>")


@dataclass
class Task:
    """One task."""

    title: str
    """What its heading says, without the points; the name of its first answer where there is no heading."""
    notebook: str
    """Name of the notebook."""
    cells: list[str] = field(default_factory=list)
    """grade_ids of the cells that give points."""
    answers: list[str] = field(default_factory=list)
    """grade_ids of the cells that a student answers."""
    about: dict[str, str] = field(default_factory=dict)
    """What a test is about, by grade_id: its first comment."""
    link: str = ""
    """Where it is explained: a page's address; empty if nothing says it."""


def tasks_of(course: Course, name: str) -> list[Task]:
    """The tasks of a problem set that give points, in the order of its notebooks.

    The section that explains a task is the first link in its text, else what ``c.Autograder.sections`` has
    for one of its cells or for the set.
    """
    sections = options_of(course.config).sections
    return [
        task
        for path in course.notebooks(name)
        for task in tasks_in(
            read_cells(path.read_bytes()), path.stem, sections, name, course.delimiters.hidden_tests
        )
    ]


def tasks_in(
    cells: Iterable[Mapping[str, Any]],
    notebook: str,
    sections: Mapping[str, str],
    name: str,
    hidden: Region = NBGRADERS_DELIMITERS.hidden_tests,
) -> list[Task]:
    """The tasks of one notebook.

    Args:
        cells: its cells.
        notebook: its name.
        sections: addresses by cell or set.
        name: problem set.
        hidden: how hidden lines are marked; none of them says what a test is about.
    """
    every = list(cells)
    texts = [str(cell["source"]) for cell in every if _is_text(cell)]
    levels = [len(match["level"]) for text in texts for match in _HEADING.finditer(text)]
    top, heading, link = min(levels, default=0), "", ""
    found: list[Task] = []
    opened = True
    for cell in every:
        source, marker = str(cell["source"]), Marker.of(cell)
        if _is_text(cell):
            for match in _HEADING.finditer(source):
                if len(match["level"]) == top:
                    heading, link, opened = _title(match["text"]), "", True
            link = link or next(_links(source), "")
        if not marker.grade_id or not (marker.solution or marker.has_points):
            continue
        if opened or not found or (not heading and marker.solution and found[-1].cells):
            found.append(Task(heading or marker.grade_id, notebook))
            opened = False
        task = found[-1]
        if marker.solution:
            task.answers.append(marker.grade_id)
        if marker.has_points:
            task.cells.append(marker.grade_id)
            if marker.is_test and (about := _about(hidden.split(source)[0])):
                task.about[marker.grade_id] = about
        task.link = task.link or link or sections.get(marker.grade_id, "")
    for task in found:
        task.link = task.link or sections.get(name, "")
        if not task.link.startswith(("https://", "http://")):
            task.link = ""
    return [task for task in found if task.cells]


def _is_text(cell: Mapping[str, Any]) -> bool:
    return cell["cell_type"] == "markdown" and not Marker.of(cell).grade_id


def _title(text: str) -> str:
    return one_line(_POINTS.sub("", text).strip(), 120)


def _links(source: str) -> Iterator[str]:
    yield from (match["url"] or match["bare"] for match in _LINK.finditer(source))


def _about(visible: Iterable[str]) -> str:
    """The comment with which a test's visible lines begin, without its points: "the values for c = 1"."""
    first = next((line.strip() for line in visible if line.strip()), "")
    if not first.startswith("# "):
        return ""
    return one_line(_WORTH.sub("", first[2:].strip()).rstrip("."), 120)
