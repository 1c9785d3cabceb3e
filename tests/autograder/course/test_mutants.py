"""Mutants: one mistake each, in the solution only, told apart by what they change."""

import ast
import json
from collections.abc import Iterable

import pytest
from tiny_course import HALF, HALF_TEST, HEADER, SETUP, SQUARE, SQUARE_TEST, code, test_cell, write_set

from autograder.audit.excerpt import excerpt
from autograder.audit.mutants import difference, key, mutants
from autograder.course.cell_names import used_names
from autograder.course.notebooks import text_of
from autograder.course.source import read

STEP = '''\
import numpy as np


def step(x, rate=0.5):
    """Return x + 1."""
    limit = 3
    ### BEGIN SOLUTION
    # the larger of the two
    if x >= 0 and rate > 0.25:
        return x + 1
    return np.sum(-x, axis=0)
    ### END SOLUTION
'''


def changed(text: str, source: str = "def f(x, y):\n    {}\n") -> set[str]:
    """What a statement becomes in the mutants of a function that holds it alone."""
    found = mutants("cell", source.format(text), {"np"})
    return {line[1:] for mutant in found for line in mutant.diff.split("\n") if line.startswith("+")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("return x + y", {"return x - y", "return y", "return None", "return x"}),
        ("return x / y", {"return x * y", "return y / x", "return x", "return y", "return None"}),
        ("return x <= y", {"return x < y", "return x > y", "return None", "return x"}),
        ("return x == y", {"return x != y", "return None", "return x"}),
        ("return x or y", {"return x and y", "return y", "return x", "return None"}),
        ("return -y", {"return y", "return x", "return None"}),
        ("return 0", {"return 1", "return None", "return x"}),
        ("return 1", {"return 0", "return 2", "return None", "return x"}),
        ("return 7", {"return 8", "return None", "return x"}),
        ("return 2.0", {"return 2.02", "return None", "return x"}),
        ("return 0.0", {"return 1.0", "return None", "return x"}),
        ("return False", {"return True", "return None", "return x"}),
        ("return 'sum'", {"return 'sum_'", "return None", "return x"}),
        ("return (x, y)", {"return (y, x)", "return None", "return x"}),
        ("return y.T", {"return y", "return None", "return x"}),
        ("return y.copy()", {"return y", "return None", "return x"}),
        ("x += y", {"x -= y", "x = y", "pass"}),
        ("np.copyto(x, y)", {"np.copyto(y, x)", "np.copyto(x)", "pass"}),
        ("return np.exp(y)", {"return y", "return None", "return x"}),
    ],
)
def test_what_becomes_of_a_statement(text, expected):
    assert changed(text) == expected


def test_an_axis_is_changed_and_lost():
    found = changed("return np.mean(y, axis=0, keepdims=True)")
    assert {
        "return np.mean(y, axis=1, keepdims=True)",
        "return np.mean(y, axis=0, keepdims=False)",
        "return np.mean(y, keepdims=True)",
        "return np.mean(y, axis=0)",
    } <= found


def test_branches_are_swapped_and_conditions_fixed():
    found = changed("return x if y else 5")
    assert {f"return x if {test} else 5" for test in ("not y", "True", "False")} <= found


def test_a_mutant_has_one_change_in_the_solution_and_the_docstring_stays():
    found = mutants("step", STEP)
    assert len({mutant.source for mutant in found}) == len(found)
    reference = ast.unparse(ast.parse(STEP))
    for mutant in found:
        tree = ast.parse(mutant.source)
        assert ast.get_docstring(tree.body[1]) == "Return x + 1."
        assert "limit = 3" in mutant.source
        assert "rate=0.5" in mutant.source
        assert mutant.source != reference
        assert (mutant.cell, mutant.function) == ("step", "step")
    assert [mutant.diff for mutant in found] == [mutant.diff for mutant in mutants("step", STEP)]


def test_an_early_return_can_be_lost_and_a_method_is_named_by_its_class():
    source = "class A:\n    def f(self, x):\n        if x:\n            return 1\n        return 2\n"
    found = mutants("a", source)
    assert {mutant.function for mutant in found} == {"A.f"}
    assert "-return 1\n+pass" in {mutant.diff for mutant in found}
    assert "-return 2\n+return x" in {mutant.diff for mutant in found}


def test_a_cell_that_is_no_python_has_no_mutants():
    assert mutants("cell", "def f(:\n") == []


def test_the_key_survives_a_change_elsewhere_and_another_indentation():
    before = next(mutant for mutant in mutants("step", STEP) if mutant.kind == "comparison")
    later = mutants("step", STEP.replace("x + 1\n", "x + 2\n"))
    assert before.key in {mutant.key for mutant in later}
    assert key("step", "step", "\n".join(f"   {line}  " for line in before.diff.split("\n"))) == before.key


def test_the_key_does_not_hang_on_brackets_that_say_nothing():
    plain, wrapped = "-return a, f(x for x in b)\n+if a:", "-return (a, f((x for x in b)))\n+if (a):"
    assert key("c", "f", plain) == key("c", "f", wrapped) != key("c", "f", plain.replace("a, f", "f"))
    assert key("c", "f", "+elif a:") != key("c", "f", "+elif b:")


def test_a_difference_shows_the_changed_lines_alone():
    assert difference("a\n    b\nc", "a\n    d\nc") == "-b\n+d"


SHARED = "def area(x):\n    ### BEGIN SOLUTION\n    return square(x) / 2\n    ### END SOLUTION\n"
ONE_TEST = (
    "import math\nassert area(2) == 2\n### BEGIN HIDDEN TESTS\nassert area(4) == 8\n### END HIDDEN TESTS\n"
)


def kept(source: bytes, grade_id: str, names: Iterable[str] = ()) -> list[str]:
    cells = json.loads(excerpt(source, [grade_id], names))["cells"]
    marks = (cell["metadata"].get("nbgrader") for cell in cells)
    return [mark["grade_id"] for mark in marks if mark]


def test_an_excerpt_has_the_tests_of_a_cell_and_what_they_need(folder):
    text = HEADER + code("setup", SETUP, locked=True) + code("square", SQUARE, solution=True)
    text += test_cell("test-square", SQUARE_TEST, 2) + code("half", HALF, solution=True)
    text += test_cell("test-half", HALF_TEST, 3) + code("area", SHARED, solution=True)
    text += test_cell("test-area", ONE_TEST, 1)
    source = text_of(read(write_set(folder, "three", text))).encode()
    assert kept(source, "half") == ["half", "test-half"]
    assert kept(source, "square") == ["square", "test-square", "area", "test-area"]
    assert kept(source, "area") == ["square", "area", "test-area"]
    other = used_names("def half(x):\n    return square(math.sqrt(x)) / 2")
    assert kept(source, "half", names=other) == ["setup", "square", "half", "test-half"]
