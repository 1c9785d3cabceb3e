"""Every problem set keeps to the form that students rely on: time, worked values, hints, visible checks."""

import re

import jupytext
import numpy as np
import pytest
from test_banks import SETS, SOLUTIONS

from autograder.course.markers import NBGRADERS_DELIMITERS
from autograder.course.notebooks import read_cells, text_of
from autograder.course.source import read
from autograder.grading.instructors_code import shares
from autograder.grading.restore import IN_JUDGE

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


def given(name, grade_id):
    """The source of a cell that is given, or None where a set has no such cell."""
    found = [cell.source for cell in notebook(name) if meta(cell).get("grade_id") == grade_id]
    return found[0] if found else None


@pytest.mark.parametrize(
    ("grade_id", "having"),
    [("setup-form", SETS), ("setup-keras", [name for name in SETS if name != "ps2-gradients"])],
)
def test_cells_that_all_sets_share_are_the_same_word_for_word(grade_id, having):
    sources = {name: given(name, grade_id) for name in SETS}
    assert [name for name, source in sources.items() if source is not None] == having
    assert len({sources[name] for name in having}) == 1


@pytest.mark.parametrize("name", SETS)
def test_no_students_code_can_change_how_the_form_is_looked_at(name):
    source = text_of(read(SOLUTIONS / name / f"{name}.md"))
    found = shares(read_cells(source.encode()), NBGRADERS_DELIMITERS, IN_JUDGE)
    copies = {cell: share.uses_workers_copy for cell, share in found.items()}
    assert not [cell for cell, names in copies.items() if {"checked_array", "checked_values"} & set(names)]


@pytest.fixture(scope="module")
def form():
    names = {}
    exec(given(SETS[0], "setup-form"), names)
    return names


@pytest.mark.parametrize(
    ("result", "shape", "said"),
    [
        (None, None, "f gives nothing back"),
        ("0.5", (), "f must return one number. Received: a text."),
        ({"a": 1.0}, None, "f must return numbers. Received: a dictionary."),
        (np.mean, (3,), "Received: a function (are the brackets of its call missing?)."),
        (([1.0, 2.0],), (2,), "Received: a tuple of one value. Is there a comma behind the result?"),
        ((1.0, 2.0, 3.0), (2,), "must have the shape of x. Received: other sizes."),
        ((1.0, 2.0, 3.0), (), "The result of f must have the shape of x. Received: a tuple of 3 values."),
        ([[1.0], [2.0, 3.0]], None, "Received: a list of 2 values."),
        (np.ones((2, 3)), (3, 2), "must have the shape of x. Received: its sizes in another order."),
        (np.ones((2, 3)), (2, 4), "must have the shape of x. Received: other sizes."),
        (np.ones((2, 3)), (6,), "must have the shape of x. Received: an array with 2 dimensions."),
        (1.0, (3,), "must have the shape of x. Received: one number."),
        (np.array("a"), None, "Received: something that is no number."),
        ((x for x in [1.0]), None, "Received: something that is no number."),
        (np.array(["a"]), None, "Received: an array with 1 dimension."),
    ],
)
def test_the_form_of_a_result_is_told_before_its_values(form, result, shape, said):
    with pytest.raises(AssertionError, match=re.escape(said)):
        form["checked_array"](result, "f", shape, "the shape of x")


@pytest.mark.parametrize("result", [np.float32(2), 2, [2.0], (2.0, 3.0), np.ones((2, 0)), True])
def test_numbers_in_any_form_pass(form, result):
    assert np.array_equal(form["checked_array"](result, "f", np.shape(result)), np.asarray(result))


@pytest.mark.parametrize(
    ("result", "received"),
    [
        (np.ones(2), "an array with 1 dimension"),
        ((1.0,), "a tuple of one value"),
        ([1, 2, 3], "a list of 3 values"),
        ({"y": 1, "cache": 2}, "a dictionary"),
        (0.5, "one number"),
    ],
)
def test_the_number_of_values_is_told_with_their_names(form, result, received):
    with pytest.raises(AssertionError, match=re.escape(f"2 values: (y, cache). Received: {received}.")):
        form["checked_values"](result, "f", "y", "cache")
    assert form["checked_values"]([1, 2], "f", "y", "cache") == (1, 2)
