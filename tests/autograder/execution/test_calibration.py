"""A set's own solution finds out which of its tests run beside the student's code."""

import json

import pytest
from written import code, notebook, solution, test_cell

from autograder.grading.calibration import Beside, answered, calibrate
from autograder.grading.constructs import constructs, named
from autograder.grading.notebook import grade_notebook
from autograder.grading.restore import BESIDE_IF_FAILED, with_tags

ANSWERS = """\
### BEGIN SOLUTION
import random
def draw(): return random.random()
def shout(): print('HO')
def twice(): return [draw(), draw()]
def save(): open('saved.txt', 'w').write('HO')
### END SOLUTION
"""
WRONG = """\
def draw(): return 0.5
def shout(): return 'HO'
def twice(): return [1, 2]
def save(): return 'HO'
"""
NEEDS = {
    "mock.patch": "from unittest import mock\nwith mock.patch('builtins.print') as spy:\n    shout()\n"
    "assert spy.called",
    "`draw` bound again": "calls, kept = [], draw\ndraw = lambda: calls.append(1) or 0\ntwice()\n"
    "draw = kept\nassert len(calls) == 2",
    "files": "save()\nassert open('saved.txt').read() == 'HO'",
    "inspect.getsource": "import inspect\nassert 'random' in inspect.getsource(draw)\nassert draw.__code__",
}
"""Tests that hold in Jupyter and pass for the right answers alone, by the construct that they use."""


def set_of(*cells):
    return notebook(code("import random, gc", grade_id="given", locked=True), *cells)


def by_name(result):
    return {cell.grade_id: cell for cell in result.cells}


@pytest.fixture(scope="module")
def live(pool):
    """Tests on live objects among plain ones: the source and what was found out about it."""
    tests = [test_cell(text, f"t{number}", 1) for number, text in enumerate(NEEDS.values())]
    plain = [test_cell("assert 0 <= draw() < 1", "first", 1), test_cell("assert twice()", "last", 1)]
    source = set_of(solution(ANSWERS, "answers"), plain[0], *tests, plain[1])
    return source, calibrate(source, pool)


def test_every_test_is_passed_by_the_own_solution_where_it_was_decided_to_run(pool, live):
    source, found = live
    assert not found.faults
    assert not found.unknown
    result = grade_notebook(answered(source, pool.delimiters), found.applied(source), grader=pool)
    assert {cell.grade_id: cell.verdict for cell in result.cells} == dict.fromkeys(by_name(result), "passed")


def test_what_runs_apart_stays_tamper_proof_and_the_rest_says_so(pool, live):
    source, found = live
    result = grade_notebook(answered(source, pool.delimiters), found.applied(source), grader=pool)
    beside = {cell.cell for cell in found.beside}
    assert {cell.grade_id for cell in result.cells if not cell.tamper_proof} == beside
    assert beside
    assert {"first", "last"}.isdisjoint(beside)


def test_a_wrong_answer_earns_nothing_beside_either(pool, live):
    source, found = live
    submitted = json.loads(source)
    submitted["cells"][1]["source"] = WRONG
    result = grade_notebook(json.dumps(submitted).encode(), found.applied(source), grader=pool)
    assert {cell.grade_id: cell.score for cell in result.cells if cell.grade_id not in ("first", "last")} == {
        f"t{number}": 0 for number in range(len(NEEDS))
    }


@pytest.mark.parametrize("construct", NEEDS)
def test_the_construct_is_named_with_its_line(construct):
    text = NEEDS[construct]
    found = named(text, len(text.split("\n")), {"draw", "shout", "twice"})
    assert construct in {each.name for each in constructs(text, {"draw", "shout", "twice"})}
    assert text.split("\n")[found.line - 1]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("random.seed(3)", "a seed of a global generator"),
        ("np.random.seed(3)", "a seed of a global generator"),
        ("assert isinstance(x, pd.DataFrame)", "isinstance of pd.DataFrame"),
        ("with contextlib.redirect_stdout(f):\n    g()", "redirect_stdout"),
        ("assert type(x) == Frame", "type(…)"),
        ("assert a is b", "`is`"),
        ("assert 'f' in globals()", "globals()"),
        ("exec(In[-2])", "the history (`In`)"),
        ("%timeit f()", "a magic or a shell command"),
        ("assert open('out.txt').read()", "files"),
        ("fig = plt.gcf()", "matplotlib's current figure"),
        ("assert x.__class__ == Frame", "__class__"),
    ],
)
def test_constructs_are_found_by_their_syntax(text, name):
    assert name in {found.name for found in constructs(text)}


@pytest.mark.parametrize("text", ["assert f(2) == 4", "assert isinstance(f(2), int)", "assert f(2) is None"])
def test_a_test_on_values_has_no_such_construct(text):
    assert constructs(text) == []


def test_names_that_later_cells_need_go_with_them(pool):
    """A test hands a name to a locked cell, whose own name a later test needs."""
    source = set_of(
        solution("### BEGIN SOLUTION\ndef one(): return 1\n### END SOLUTION", "one"),
        test_cell("class Seven:\n    value = 7\nassert one() == 1", "hands", 1),
        code("eight = Seven.value + 1\ndef seven(): return Seven", grade_id="below", locked=True),
        test_cell("assert eight == 8 and seven().value == 7", "handed", 1),
    )
    found = calibrate(source, pool)
    assert not found.faults
    result = grade_notebook(source, found.applied(source), grader=pool)
    assert {cell.grade_id: cell.score for cell in result.cells} == {"hands": 1, "handed": 1}


def test_no_more_tests_run_beside_than_must(pool):
    """One test needs what another leaves in the process; the many around them run apart."""
    answers = "def one(): return 1\ndef where(): return open('left.txt').read()"
    body = f"### BEGIN SOLUTION\n{answers}\n### END SOLUTION"
    many = [test_cell("assert one() == 1", f"t{number}", 1) for number in range(8)]
    leaves = test_cell("open('left.txt', 'w').write('x')\nassert one() == 1", "leaves", 1)
    source = set_of(
        solution(body, "one"), *many[:4], leaves, test_cell("assert where() == 'x'", "finds", 1), *many[4:]
    )
    found = calibrate(source, pool)
    assert not found.faults
    assert {cell.cell for cell in found.beside} == {"leaves", "finds"}


def test_state_that_tests_share_runs_as_in_jupyter(pool):
    """A generator seeded by one test, drawn from in the next, through the student's function."""
    body = "### BEGIN SOLUTION\nimport random\ndef draw(): return random.random()\n### END SOLUTION"
    source = set_of(
        solution(body, "draw"),
        test_cell("import gc\nrandom.seed(1); gc.freeze()\nassert gc.get_freeze_count()", "seeds", 1),
        test_cell("first = draw()\nrandom.seed(1)\nassert draw() == first and draw", "draws", 1),
    )
    found = calibrate(source, pool)
    assert not found.faults
    result = grade_notebook(source, found.applied(source), grader=pool)
    assert {cell.grade_id: cell.score for cell in result.cells} == {"seeds": 1, "draws": 1}


def test_a_test_that_the_own_solution_fails_is_a_fault_with_its_words(pool):
    body = "### BEGIN SOLUTION\ndef one(): return 1\n### END SOLUTION"
    source = set_of(
        solution(body, "one"),
        test_cell("assert one() == 2, 'one is two'", "t", 3),
        test_cell("assert one() == 1", "u", 1),
    )
    (fault,) = calibrate(source, pool).faults
    assert (fault.cell, fault.points, fault.score) == ("t", 3, 0)
    assert "one is two" in fault.message


def test_partial_credit_counts_by_its_maximum(pool):
    body = "### BEGIN SOLUTION\ndef one(): return 1\n### END SOLUTION"
    source = set_of(
        solution(body, "one"), test_cell("one() * 2", "all", 2), test_cell("one() * 1", "half", 2)
    )
    assert [fault.cell for fault in calibrate(source, pool).faults] == ["half"]


STUB = "# YOUR CODE HERE\nraise NotImplementedError()"


def test_a_test_whose_answer_the_source_lacks_is_tried_both_ways(pool):
    """A right answer keeps its marks, whatever the test looks at; a wrong one gets none."""
    live = test_cell(
        "import inspect\nassert inspect.getsource(one).count('return') == 1\nassert one.__code__", "t", 1
    )
    source = set_of(solution(STUB, "one"), live, test_cell("assert one() == 1", "u", 1))
    found = calibrate(source, pool)
    assert (found.unknown, found.faults) == (("t", "u"), ())
    for answer, marks in {"def one(): return 1": (1, 1), "def one(): pass": (0, 0), STUB: (0, 0)}.items():
        submitted = json.loads(source)
        submitted["cells"][1]["source"] = answer
        result = grade_notebook(json.dumps(submitted).encode(), found.applied(source), grader=pool)
        assert tuple(cell.score for cell in result.cells) == marks
    assert [cell.tamper_proof for cell in result.cells] == [True, True]


def test_nothing_is_tagged_where_all_run_apart(pool):
    body = "### BEGIN SOLUTION\ndef one(): return 1\n### END SOLUTION"
    source = set_of(solution(body, "one"), test_cell("assert one() == 1", "t", 1))
    assert calibrate(source, pool).applied(source) is source


def test_tags_change_nothing_else():
    source = set_of(solution("x = 1", "x"), test_cell("assert x", "t", 1))
    tagged = json.loads(with_tags(source, {"t": BESIDE_IF_FAILED}))
    assert tagged["cells"][2]["metadata"].pop("tags") == [BESIDE_IF_FAILED]
    assert tagged == json.loads(source)


def test_a_decision_is_data():
    assert Beside("t", "inspect.getsource", 1, "x").shared is False
