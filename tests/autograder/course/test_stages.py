"""A mutant meets the tests of its own task first, and of these the visible checks."""

import json

import pytest

from autograder.audit.outcomes import Outcomes
from autograder.audit.stages import has_tests, own_tests, visible_first, with_tests
from autograder.course.markers import NBGRADERS_DELIMITERS, Marker

HIDDEN = "assert f(2) == 4\n### BEGIN HIDDEN TESTS\nassert f(3) == 9\n### END HIDDEN TESTS"


def cell(grade_id, source, **flags):
    marker = {"grade_id": grade_id, "schema_version": 3, "locked": True, **flags}
    metadata = {"nbgrader": marker} if grade_id else {}
    return {"cell_type": "code", "metadata": metadata, "source": source, "outputs": []}


def notebook(*cells):
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


TESTS = {name: cell(name, HIDDEN, grade=True, points=1) for name in ("test-f-a", "test-f-b", "test-g")}
TWO = notebook(
    cell("f", "def f(x): return x * x", solution=True),
    cell("drivers", "kept = f(1)"),
    TESTS["test-f-a"],
    TESTS["test-f-b"],
    cell("", "f(5)"),
    cell("g", "def g(x): return f(x)", solution=True),
    TESTS["test-g"],
)


def names(source):
    return [Marker.of(each).grade_id for each in json.loads(source)["cells"]]


def test_the_tests_of_a_task_stand_below_its_solution():
    assert own_tests(TWO, "f") == {"test-f-a", "test-f-b"}
    assert own_tests(TWO, "g") == {"test-g"}


def test_a_solution_without_tests_of_its_own_has_all():
    lonely = notebook(cell("f", "", solution=True), cell("g", "", solution=True), TESTS["test-g"])
    assert own_tests(lonely, "f") == own_tests(lonely, "g") == {"test-g"}


def test_only_tests_are_left_out():
    cut = with_tests(TWO, lambda name: name == "test-g")
    assert names(cut) == ["f", "drivers", "", "g", "test-g"]
    assert has_tests(cut)
    assert not has_tests(with_tests(TWO, lambda name: False))


def test_visible_parts_of_neighbours_come_before_all_of_them():
    made = json.loads(visible_first(TWO, NBGRADERS_DELIMITERS.hidden_tests))["cells"]
    order = [
        "f",
        "drivers",
        "test-f-a-visible",
        "test-f-b-visible",
        "test-f-a",
        "test-f-b",
        "",
        "g",
        "test-g",
    ]
    assert [Marker.of(each).grade_id for each in made] == order
    assert [each["source"] for each in made[2:6]] == ["assert f(2) == 4"] * 2 + [HIDDEN] * 2


@pytest.fixture
def outcomes(tmp_path):
    return Outcomes(tmp_path / "deep" / "f.jsonl")


def again(outcomes):
    return Outcomes(outcomes._path)


def changed(source, name, text):
    document = json.loads(source)
    for each in document["cells"]:
        if Marker.of(each).grade_id == name:
            each["source"] = text
    return json.dumps(document).encode()


def test_a_killed_mutant_stays_killed_while_its_test_stays(outcomes):
    mutant = {"f": "def f(x): return x + x"}
    assert outcomes.of(TWO, mutant) is None
    outcomes.keep(TWO, mutant, "killed", "test-f-b")
    assert again(outcomes).of(TWO, mutant) == "killed"
    assert again(outcomes).of(changed(TWO, "test-f-a", "pass"), mutant) == "killed"
    assert again(outcomes).of(changed(TWO, "test-f-b", "pass"), mutant) is None
    assert again(outcomes).of(changed(TWO, "drivers", "kept = f(2)"), mutant) is None
    assert again(outcomes).of(TWO, {"f": "def f(x): return x"}) is None


def test_a_survivor_is_tried_again_when_any_test_changes(outcomes):
    mutant = {"f": "def f(x): return x ** 2"}
    outcomes.keep(TWO, mutant, "survived")
    assert again(outcomes).of(TWO, mutant) == "survived"
    assert again(outcomes).of(changed(TWO, "test-f-a", "pass"), mutant) is None


def test_nothing_is_kept_without_a_file():
    outcomes = Outcomes()
    outcomes.keep(TWO, {"f": ""}, "killed", "test-g")
    assert outcomes.of(TWO, {"f": ""}) is None
