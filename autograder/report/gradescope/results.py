"""Verdicts in the form that Gradescope's ``results.json`` has.

A test with hidden lines is shown when marks are published, so that nobody can try answers against it; the
others are shown at once. What is marked by hand is no test there; the text above them says it. There is no
leaderboard.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from autograder.course.markers import Marker, Region
from autograder.course.notebooks import read_cells
from autograder.course.plain_text import visible, without_escapes
from autograder.course.settings import Autograder
from autograder.course.tasks import Task
from autograder.records import CellResult, Result

LONGEST = 5_000
"""Characters of a message."""


def results(
    graded: Mapping[str, Result],
    sources: Mapping[str, bytes],
    tasks: Iterable[Task],
    options: Autograder,
    hidden: Region,
    notes: Iterable[str] = (),
) -> dict[str, Any]:
    """The content of ``results.json``.

    Args:
        graded: results by notebook.
        sources: the instructor's notebooks, by name.
        tasks: the tasks of the set.
        options: what the course shows.
        hidden: how hidden lines are marked.
        notes: what the student should know besides, a sentence each.
    """
    every = list(tasks)
    titles = {cell: task for task in every for cell in task.cells}
    numbers = {id(task): index for index, task in enumerate(every, 1)}
    secret = {
        marker.grade_id
        for data in sources.values()
        for cell in read_cells(data)
        if (marker := Marker.of(cell)).is_test and hidden.is_in(cell["source"])
    }
    tests, said = [], [*notes]
    by_hand = 0.0
    counted: dict[int, int] = {}
    for book in sources:
        result = graded.get(book)
        if result is None:
            said.append(f"{book}.ipynb was not handed in.")
            continue
        if result.error:
            said.append(f"{book}.ipynb could not be graded: {result.error}.")
        said += result.notes
        for cell in result.cells:
            if cell.score is None and not result.error:
                by_hand += cell.points
                continue
            task = titles.get(cell.grade_id)
            number = numbers[id(task)] if task else len(every) + 1
            counted[number] = counted.get(number, 0) + 1
            tests.append(_test(cell, task, f"{number}.{counted[number]}", cell.grade_id in secret, options))
    if by_hand:
        said.append(f"{by_hand:g} points are given by a person.")
    return {
        "output": _text(" ".join(said)),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "execution_time": round(sum(result.seconds for result in graded.values()), 3),
        # Without a test there is no score to add up, and Gradescope wants one.
        **({} if tests else {"score": 0.0}),
        "tests": tests,
    }


def _test(
    cell: CellResult, task: Task | None, number: str, hidden: bool, options: Autograder
) -> dict[str, Any]:
    about = task.about.get(cell.grade_id, cell.grade_id) if task else cell.grade_id
    message = cell.message if cell.public is None or options.shows_messages else cell.public
    return {
        "name": _text(f"{task.title}: {about}" if task and task.title != about else about),
        "number": number,
        "score": cell.score or 0.0,
        "max_score": cell.points,
        "status": "passed" if cell.verdict == "passed" else "failed",
        "output": _text(message) if cell.verdict != "passed" else "",
        "visibility": "after_published" if hidden and not options.shows_tests else "visible",
    }


def _text(words: str) -> str:
    return visible(without_escapes(words[:LONGEST]), keep="\n")
