"""The rubric stands below the answer on formgrader's pages, and in no page that a student gets."""

import nbformat
import pytest
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from traitlets.config import Config

from autograder.course.markers import NBGRADERS_DELIMITERS, Delimiters, Region
from autograder.report.rubric import HEADING, rubrics

SHOWN = {"submission_id": "s1", "assignment_id": "ps", "notebook_id": "ps", "index": 0, "total": 1}


def marked(grade_id, **flags):
    return {"nbgrader": {"grade_id": grade_id, "schema_version": 3, "points": 2, **flags}}


def source():
    by_hand = {"grade": True, "solution": True}
    return new_notebook(
        cells=[
            new_markdown_cell(
                "### BEGIN SOLUTION\nIt *oscillates*: 2 points.\n### END SOLUTION",
                metadata=marked("why", **by_hand),
            ),
            new_markdown_cell("The whole cell is the answer.", metadata=marked("whole", **by_hand)),
            new_code_cell(
                "### BEGIN SOLUTION\nplot(x)\n### END SOLUTION", metadata=marked("drawn", **by_hand)
            ),
            new_markdown_cell(
                "Draw it.\n=== BEGIN MARK SCHEME ===\nAxes have names.\n=== END MARK SCHEME ===",
                metadata=marked("task", task=True),
            ),
            new_code_cell(
                "### BEGIN SOLUTION\nx = 1\n### END SOLUTION",
                metadata=marked("x", solution=True, grade=False),
            ),
            new_code_cell("assert x == 1", metadata=marked("test-x", grade=True, locked=True)),
        ]
    )


def test_rubrics_are_those_of_what_a_person_marks():
    found = rubrics(nbformat.writes(source()).encode(), NBGRADERS_DELIMITERS)
    assert found == {
        "why": "It *oscillates*: 2 points.",
        "whole": "The whole cell is the answer.",
        "drawn": "~~~python\nplot(x)\n~~~",
        "task": "Axes have names.",
    }


def test_the_courses_own_delimiters_count():
    own = Delimiters(solution=Region("<<<", ">>>"))
    notebook = new_notebook(
        cells=[new_markdown_cell("<<<\nWhy not.\n>>>", metadata=marked("why", grade=True, solution=True))]
    )
    assert rubrics(nbformat.writes(notebook).encode(), own) == {"why": "Why not."}


@pytest.fixture
def course(tmp_path):
    (tmp_path / "source" / "ps").mkdir(parents=True)
    nbformat.write(source(), tmp_path / "source" / "ps" / "ps.ipynb")
    config = Config()
    config.CourseDirectory.root = str(tmp_path)
    config.HTMLExporter.preprocessors = ["autograder.report.rubric.ShowRubric"]
    return config


def answered():
    return new_notebook(
        cells=[
            new_markdown_cell("It jumps about.", metadata=marked("why", grade=True, solution=True)),
            new_markdown_cell("The end."),
        ]
    )


def test_formgrader_shows_the_rubric_below_the_answer(course):
    html, _ = HTMLExporter(config=course).from_notebook_node(answered(), resources=dict(SHOWN))
    places = [
        html.index(text) for text in ("It jumps about.", "students do not see this", "oscillates", "The end.")
    ]
    assert places == sorted(places)


def test_no_other_page_has_it(course):
    others = {name: value for name, value in SHOWN.items() if name != "submission_id"}
    html, _ = HTMLExporter(config=course).from_notebook_node(answered(), resources=others)
    assert "It jumps about." in html
    assert "oscillates" not in html
    assert HEADING.strip("*") not in html


def test_a_set_without_a_source_is_shown_without(course):
    html, _ = HTMLExporter(config=course).from_notebook_node(
        answered(), resources=SHOWN | {"assignment_id": "gone"}
    )
    assert "It jumps about." in html
