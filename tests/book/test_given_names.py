"""The marks of each problem set hold whatever a student's cells make of the names that locked cells bind."""

from pathlib import Path

import pytest

from autograder.audit.bank import solved
from autograder.audit.nonsense import _PRELUDE as AGREES
from autograder.course.markers import NBGRADERS_DELIMITERS, Marker
from autograder.course.notebooks import read_cells, text_of
from autograder.course.source import read
from autograder.grading.instructors_code import shares
from autograder.grading.notebook import Grader, grade_notebook
from autograder.grading.restore import IN_JUDGE
from autograder.records import Settings

SOLUTIONS = Path(__file__).parents[2] / "solutions"
SETS = sorted(path.name for path in SOLUTIONS.iterdir() if path.is_dir())
SETTINGS = Settings(cell_seconds=300, notebook_seconds=1500, memory_megabytes=4096)


@pytest.fixture(scope="module")
def grader():
    with Grader(SETTINGS) as made:
        yield made


def with_cells(notebook, below):
    """A notebook with the student's own cells below the locked ones, as `below` says by grade_id."""
    cells = []
    for cell in notebook.cells:
        cells.append(cell)
        if text := below.get(Marker.of(cell).grade_id):
            cells.append({"cell_type": "code", "metadata": {}, "source": text, "outputs": []})
    return text_of(notebook | {"cells": cells}).encode()


def given_names(source):
    """For each locked cell the names that it binds, but for modules."""
    found = shares(read_cells(source), NBGRADERS_DELIMITERS, IN_JUDGE)
    imported = {"np", "math", "os", "keras", "tf", "itertools", "json", "functools", "tempfile", "Path"}
    imported |= {"logging", "contextlib", "inspect", "time"}
    return {
        cell: [n for n in share.given if n not in imported] for cell, share in found.items() if share.given
    }


@pytest.mark.parametrize("name", SETS)
def test_given_names_earn_nothing_and_cost_nothing(grader, name):
    reference = read(SOLUTIONS / name / f"{name}.md")
    source = text_of(reference).encode()
    bound = given_names(source)
    released = {
        marker.grade_id: NBGRADERS_DELIMITERS.released(cell.source, cell.cell_type == "code")
        for cell in reference.cells
        if (marker := Marker.of(cell)).solution
    }
    untouched = solved(reference, reference, released)
    agreeing = {
        c: AGREES + "\n".join(f"{n} = Agrees()" for n in names) for c, names in bound.items() if names
    }
    result = grade_notebook(with_cells(untouched, agreeing), source, grader=grader)
    assert {cell.grade_id: cell.score for cell in result.cells if cell.score} == {}
    junk = {cell: "\n".join(f"{n} = 5" for n in names) for cell, names in bound.items() if names}
    result = grade_notebook(with_cells(solved(reference, reference), junk), source, grader=grader)
    lost = {c.grade_id: c.message for c in result.cells if c.verdict != "manual" and c.score != c.points}
    assert lost == {}
