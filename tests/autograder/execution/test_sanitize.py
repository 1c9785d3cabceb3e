"""The instructor's cells come back whatever a submission did to them."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from written import (
    CLIP,
    CLIP_TEST,
    POWER,
    POWER_RELEASED,
    POWER_TEST,
    code,
    course,
    notebook,
    solution,
    test_cell,
    text,
)

from autograder.course.notebooks import NotANotebook, parse
from autograder.grading.restore import Plan, blank, restore

SOURCE = course()
ANSWER = "def power_lr(t, lr0, s): return 1.0"
PICTURE = {"p.png": {"image/png": "AAAA"}}


def cells_of(raw):
    return json.loads(raw)["cells"]


def by_id(plan):
    return {cell.grade_id: cell for cell in plan.cells if cell.grade_id}


def edited(change, raw=SOURCE):
    content = json.loads(raw)
    change(content["cells"])
    return json.dumps(content).encode()


def test_an_untouched_submission_is_itself():
    plan = restore(SOURCE, SOURCE)
    assert [cell.source for cell in plan.cells] == [cell["source"] for cell in cells_of(SOURCE)]
    assert [cell.kind for cell in plan.cells] == ["code", "text", "code", "test", "text", "code", "test"]


def flip(cells):
    for cell in cells:
        marks = cell["metadata"].get("nbgrader", {})
        marks |= {"grade": not marks.get("grade"), "solution": not marks.get("solution"), "points": 100}


TAMPERED = {
    "edited test": lambda cells: cells[3].update(source="pass"),
    "test as text": lambda cells: cells[3].update(cell_type="markdown"),
    "test deleted": lambda cells: cells.pop(3),
    "all deleted": lambda cells: cells.clear(),
    "flags and points flipped": flip,
    "locked copied": lambda cells: cells.insert(1, dict(cells[3], source="x = 1")),
    "tests first": lambda cells: cells.insert(0, cells.pop(3)),
    "skipped by a tag": lambda cells: cells[3]["metadata"].update(tags=["skip-execution", "beside-student"]),
    "source as numbers": lambda cells: cells[3].update(source=5),
    "metadata as a list": lambda cells: cells[3].update(metadata=[]),
    "marks as text": lambda cells: cells[3]["metadata"].update(nbgrader="grade"),
    "foreign cells": lambda cells: cells.extend([{"cell_type": "sql", "source": ["x"]}, 5, None, {}]),
}


@pytest.mark.parametrize("change", TAMPERED.values(), ids=TAMPERED.keys())
def test_tests_are_the_sources(change):
    found = by_id(restore(edited(change), SOURCE))
    for name, source in (("test-power", POWER_TEST), ("test-clip", CLIP_TEST)):
        cell = found[name]
        assert (cell.kind, cell.source, cell.points, cell.runs, cell.beside_student) == (
            "test",
            source,
            2.0,
            True,
            False,
        )


@pytest.mark.parametrize("change", TAMPERED.values(), ids=TAMPERED.keys())
def test_each_graded_cell_stands_there_once(change):
    names = [cell.grade_id for cell in restore(edited(change), SOURCE).cells if cell.grade_id]
    assert sorted(names) == ["clip", "power", "test-clip", "test-power"]


def test_a_deleted_test_comes_back_in_its_place():
    plan = restore(edited(lambda cells: cells.pop(3)), SOURCE)
    names = [cell.grade_id for cell in plan.cells if cell.grade_id]
    assert names == ["power", "test-power", "clip", "test-clip"]


def test_the_last_of_two_answers_is_the_answer_and_both_run():
    twice = edited(lambda cells: cells.insert(3, solution(ANSWER, "power")))
    plan = restore(twice, SOURCE)
    assert by_id(plan)["power"].source == ANSWER
    assert POWER in [cell.source for cell in plan.cells if not cell.grade_id]


@pytest.mark.parametrize(
    ("answer", "untouched"),
    [(POWER_RELEASED, True), (POWER_RELEASED + "\n", True), (POWER, False), (ANSWER, False)],
)
def test_an_unchanged_answer_is_told(answer, untouched):
    assert by_id(restore(course(power=answer), SOURCE))["power"].untouched is untouched


def test_labels_speak_of_tasks():
    labels = {cell.grade_id: cell.label for cell in restore(SOURCE, SOURCE).cells}
    assert labels["power"] == "task 1's cell"
    assert labels["clip"] == "task 2's cell"
    assert len({cell.label for cell in restore(SOURCE, SOURCE).cells}) == 7


def test_visible_only_leaves_hidden_tests_out():
    plan = restore(SOURCE, SOURCE, visible_only=True)
    assert "half after s steps" not in by_id(plan)["test-power"].source
    assert "no decay" in by_id(plan)["test-power"].source


def test_hidden_lines_are_known():
    assert by_id(restore(SOURCE, SOURCE))["test-power"].hidden_lines >= {3}
    assert 1 not in by_id(restore(SOURCE, SOURCE))["test-power"].hidden_lines


def test_tags_count_in_the_source_alone():
    tagged = notebook(solution("", "a"), test_cell("pass", "t", tags=["beside-student"]))
    plain = notebook(solution("", "a"), test_cell("pass", "t"))
    assert by_id(restore(plain, tagged))["t"].beside_student
    assert not by_id(restore(tagged, plain))["t"].beside_student


def test_the_judge_imports_nothing_of_a_cell_that_does_not_run():
    source = notebook(code("import numpy as np"), code("import turtle", tags=["skip-execution"]))
    assert restore(source, source).imports == ("import numpy as np",)


def test_text_cells_keep_their_pictures():
    cell = text("![p](attachment:p.png)") | {"attachments": PICTURE}
    assert restore(notebook(cell), SOURCE).cells[-1].attachments == PICTURE or any(
        kept.attachments == PICTURE for kept in restore(notebook(cell), SOURCE).cells
    )


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b"5",
        b"null",
        b'{"cells": 5}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"nbformat": 3}',
        b'{"a": NaN}',
    ],
    ids=["empty", "cut", "list", "number", "null", "no cells", "bytes", "deep", "old", "other"],
)
def test_what_is_no_notebook_says_so(raw):
    with pytest.raises(NotANotebook, match=r"not a notebook|cannot be read"):
        restore(raw, SOURCE)


def test_an_old_notebook_is_upgraded():
    old = {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {"name": ""},
        "worksheets": [
            {
                "metadata": {},
                "cells": [
                    {
                        "cell_type": "code",
                        "input": "x = 1",
                        "outputs": [],
                        "language": "python",
                        "metadata": {},
                        "collapsed": False,
                    }
                ],
            }
        ],
    }
    plan = restore(json.dumps(old).encode(), SOURCE)
    assert "x = 1" in [cell.source for cell in plan.cells]


def test_a_blank_plan_has_every_graded_cell():
    plan = blank(SOURCE)
    assert isinstance(plan, Plan)
    assert {"test-power", "test-clip"} <= set(by_id(plan))
    assert by_id(plan)["power"].missing


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.sampled_from(["code", "power", "test-clip"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["cell_type", "source", "metadata", "nbgrader", "grade_id", "grade", "tags", "outputs"]
            ),
            inner,
        )
    ),
    max_leaves=25,
)


@given(st.lists(JSON, max_size=6))
@settings(max_examples=200, deadline=None)
def test_any_cells_become_a_plan_with_every_test(cells):
    raw = json.dumps({"cells": cells, "nbformat": 4}).encode()
    found = by_id(restore(raw, SOURCE))
    assert found["test-power"].source == POWER_TEST
    assert found["test-clip"].points == 2.0


def test_code_and_clip_stay_where_the_student_put_them():
    own = edited(lambda cells: cells.insert(4, code("mine = 1")))
    sources = [cell.source for cell in restore(own, SOURCE).cells]
    assert sources.index("mine = 1") == 4
    assert sources.index(CLIP) > 4


def test_sources_are_read_in_many_threads_at_once():
    """Python 3.11 raises `SystemError` where two threads parse at the same moment."""
    source = "\n".join(f"def f{n}(x):\n    return [{', '.join(map(str, range(50)))}, x]" for n in range(200))
    with ThreadPoolExecutor(8) as executor:
        trees = list(executor.map(lambda _: parse(source), range(16)))
    assert [len(tree.body) for tree in trees] == [200] * 16


def test_a_picture_of_the_sources_is_passed_over_and_a_changed_one_runs():
    picture = code("plot(1 / 0)", tags=["skip-execution"])
    source = notebook(picture, test_cell("pass", "test"))
    changed = notebook(picture, code("plot(2)", tags=["skip-execution"]), test_cell("pass", "test"))
    assert [cell.skipped for cell in restore(changed, source).cells] == [True, False, False]


PNG = "iVBORw0KGgoAAAANSUhEUg=="


def saved(cell, *data):
    """A cell with what it showed when it was saved."""
    shown = [{"output_type": "display_data", "data": bundle, "metadata": {}} for bundle in data]
    return {**cell, "outputs": shown}


def test_what_a_picture_of_the_sources_showed_when_it_was_handed_in_is_kept():
    picture = code("plot(1)", tags=["skip-execution"])
    source = notebook(picture, test_cell("pass", "test"))
    own = code("plot(2)", tags=["skip-execution"])
    found = restore(notebook(saved(picture, {"image/png": PNG}), saved(own, {"image/png": PNG})), source)
    assert [cell.pictures for cell in found.cells[:2]] == [(PNG,), ()]
    assert not found.cells[1].skipped


@pytest.mark.parametrize(
    ("data", "kept"),
    [
        ([{"image/png": [PNG[:12] + "\n", PNG[12:]]}], (PNG,)),
        ([{"image/png": PNG, "text/html": "<script>"}], (PNG,)),
        ([{"text/html": "<script>"}, {"image/svg+xml": "<svg/>"}], ()),
        ([{"image/png": "<script>"}, {"image/png": PNG + '"><script>'}], ()),
        ([{"image/png": 5}, {"image/png": {"a": PNG}}, {"image/png": None}], ()),
        (["image/png"], ()),
        ([{"image/png": PNG + "A" * (2 << 20)}], ()),
        ([{"image/png": PNG}] * 50, (PNG,) * 10),
    ],
)
def test_of_what_was_saved_nothing_but_pictures_is_kept(data, kept):
    picture = code("plot(1)", tags=["skip-execution"])
    (cell, _) = restore(notebook(saved(picture, *data)), notebook(picture, test_cell("pass", "test"))).cells
    assert cell.pictures == kept


def test_a_picture_in_a_locked_text_comes_back_from_the_source():
    locked = text("![map](attachment:p.png)", grade_id="shown", locked=True)
    theirs = text("changed", grade_id="shown", locked=True)
    (cell,) = restore(notebook(theirs), notebook({**locked, "attachments": PICTURE})).cells
    assert (cell.source, cell.attachments) == ("![map](attachment:p.png)", PICTURE)
