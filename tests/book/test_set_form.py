"""Every problem set keeps to the form that students rely on: time, worked values, hints, visible checks."""

import re

import jupytext
import pytest
from test_banks import SETS, SOLUTIONS

TIME = re.compile(r"^\*\*\d+ points · about .*(minutes|hours?)\b.*\*\*$", re.MULTILINE)
KERAS = re.compile(r"^\s*(import|from) (keras|tensorflow)\b|\bkeras\.", re.MULTILINE)


def notebook(name):
    return jupytext.read(SOLUTIONS / name / f"{name}.md", fmt="md:myst").cells


def meta(cell):
    return cell.metadata.get("nbgrader", {})


def tasks(name):
    """The cells of each task, without the plot behind the last one."""
    found = []
    for cell in notebook(name):
        if cell.cell_type == "markdown" and cell.source.startswith("## "):
            found.append([])
        if found:
            found[-1].append(cell)
    return [cells for cells in found if cells[0].source.startswith("## Task")]


def marked(cells):
    return [
        c for c in cells if meta(c).get("grade") and not meta(c).get("solution") and c.cell_type == "code"
    ]


AUTOMATIC = [(name, number) for name in SETS for number, cells in enumerate(tasks(name), 1) if marked(cells)]


@pytest.mark.parametrize("name", SETS)
def test_the_first_cell_says_what_is_learned_and_how_long_it_takes(name):
    first = notebook(name)[0].source
    assert TIME.search(first)
    assert "When you are done you can" in first
    assert "Read the chapter" in first


@pytest.mark.parametrize("name", SETS)
def test_there_is_a_plot_that_does_not_run_while_marks_are_given(name):
    plots = [c for c in notebook(name) if "skip-execution" in c.metadata.get("tags", [])]
    assert any("plt." in cell.source for cell in plots)


@pytest.mark.parametrize(("name", "number"), AUTOMATIC)
def test_a_task_has_a_worked_value_a_hint_and_several_tests(name, number):
    cells = tasks(name)[number - 1]
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    assert re.search(r"^\*\*(A )?worked ", text, re.MULTILINE | re.IGNORECASE)
    assert "<details><summary>Hint" in text
    assert len(marked(cells)) >= 2


@pytest.mark.parametrize(("name", "number"), AUTOMATIC)
def test_every_test_cell_shows_a_check_before_it_hides_one(name, number):
    for cell in marked(tasks(name)[number - 1]):
        shown, marker, _ = cell.source.partition("### BEGIN HIDDEN TESTS")
        assert marker
        assert re.search(r"^( {4})*(assert |\w+\()", shown.partition("import ")[2], re.MULTILINE)


@pytest.mark.parametrize("name", SETS)
def test_tasks_in_numpy_come_first_and_need_no_keras(name):
    """No code mentions Keras before the cell that sets it up."""
    code = [cell for cell in notebook(name) if cell.cell_type == "code"]
    start = next((i for i, cell in enumerate(code) if meta(cell).get("grade_id") == "setup-keras"), len(code))
    for cell in code[:start]:
        assert not KERAS.search(cell.source), meta(cell).get("grade_id")
