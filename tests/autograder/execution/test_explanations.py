"""What a student reads where a test stumbled over what the function returned: that, and what was expected.

All cases stand in one notebook, each with a function of its own.
"""

import pytest
from written import code, notebook, solution, test_cell

from autograder.grading.notebook import grade_notebook

CASES = {
    "a dict for a tuple": (
        "return {'w': x, 'b': 0}",
        "assert f(1)[0] == 1",
        "`f` returned a dict where a tuple or a list was expected.",
    ),
    "a list for a dict": (
        "return [x]",
        "assert f(1)['w'] == 1",
        "`f` returned a list where a dict or an array was expected.",
    ),
    "a dict without a key": (
        "return {'v': x}",
        "assert f(1)['w'] == 1",
        "`f` returned a dict without the key `w`, which was expected.",
    ),
    "text": (
        "return str(x)",
        "assert np.isclose(f(1), 1)",
        "`f` returned a text where a number or an array was expected.",
    ),
    "text, subtracted": (
        "return str(x)",
        "assert np.max(np.abs(np.subtract(f(1), 1.0))) < 1",
        "`f` returned a text where a number or an array was expected.",
    ),
    "text, by an operator": (
        "return str(x)",
        "assert f(1) - 1 == 0",
        "`f` returned a text where a number or an array was expected.",
    ),
    "text, compared": (
        "return str(x)",
        "assert f(1) < 2",
        "`f` returned a text where a number or an array was expected.",
    ),
    "a list for an array": (
        "return [x]",
        "assert f(1).shape == (1,)",
        "`f` returned a list where an array was expected.",
    ),
    "a list, subtracted": (
        "return [x]",
        "assert f(1) - 1 == 0",
        "`f` returned a list where a number or an array was expected.",
    ),
    "a ragged list": (
        "return [[1], [1, 2]]",
        "np.asarray(f(1), float)",
        "`f` returned a list, whose items have different lengths, where an array was expected.",
    ),
    "a comma too many": (
        "return np.array([1.0, 2.0]),",
        "assert np.shape(f(1)) == (2,), 'the shape is that of x'",
        "`f` returned a tuple of one item: is there a comma too many at the end of a line? the shape is",
    ),
    "a comma too many, seen": (
        "return np.array([1.0, 2.0]),",
        "assert f(1).sum() == 3",
        "`f` returned a tuple where an array was expected.",
    ),
    "nothing": (
        "pass",
        "assert np.isclose(f(1), 1)",
        "`f` returned nothing (None) where a value was expected. Is a `return` missing?",
    ),
    "nothing, twice": (
        "pass",
        "assert abs(f(1) - f(2)) < 1",
        "`f` returned nothing (None) where a value was expected. Is a `return` missing?",
    ),
    "nothing in a tuple": (
        "return x, None",
        "a, b = f(1)\nassert a + b == 1",
        "`f` returned a tuple in which nothing (None) stands where a value was expected.",
    ),
    "nothing to unpack": (
        "pass",
        "a, b = f(1)",
        "`f` returned nothing (None) where a value was expected. Is a `return` missing?",
    ),
    "too few values": (
        "return x, x",
        "a, b, c = f(1)",
        "`f` returned a tuple of 2 items where 3 values were expected.",
    ),
    "too many values": (
        "return [x, x, x]",
        "a, b = f(1)",
        "`f` returned a list of 3 items where 2 values were expected.",
    ),
    "one value": (
        "return 1.0",
        "a, b = f(1)",
        "`f` returned a float where several values were expected.",
    ),
    "zip": (
        "return [x]",
        "for a, b in zip([1, 2], f(1), strict=True): pass",
        "`f` returned a list of 1 item where another number of items was expected.",
    ),
    "a short list": (
        "return [x]",
        "assert f(1)[2] == 1",
        "`f` returned a list of 1 item where more were expected.",
    ),
    "an empty list": (
        "return []",
        "assert f(1)[0] == 1",
        "`f` returned an empty list where more were expected.",
    ),
    "a short array": (
        "return np.zeros(2)",
        "assert f(1)[5] == 1",
        "`f` returned an array of shape (2,) where more were expected.",
    ),
    "a flat array": (
        "return np.zeros(2)",
        "assert f(1)[0, 1] == 1",
        "`f` returned an array of shape (2,) where an array of more dimensions was expected.",
    ),
    "an array for a number": (
        "return np.zeros(2)",
        "assert float(f(1)) == 0",
        "`f` returned an array of shape (2,) where a single number was expected.",
    ),
    "an array in an assertion": (
        "return np.zeros(2)",
        "assert f(1) == 0",
        "`f` returned an array of shape (2,) where a single number was expected.",
    ),
    "an array that does not fit": (
        "return np.zeros(2)",
        "assert np.all(f(1) + np.ones(3) == 1)",
        "`f` returned an array of shape (2,), which does not fit what it is compared or computed with.",
    ),
    "a number for a list": (
        "return 1",
        "assert f(1)[0] == 1",
        "`f` returned an int where a list, a tuple or an array was expected.",
    ),
    "a number, counted": (
        "return 1.5",
        "assert len(f(1)) == 1",
        "`f` returned a float where a list, a tuple or an array was expected.",
    ),
    "a number, called": (
        "return 1",
        "assert f(1)(2) == 1",
        "`f` returned an int where a function was expected.",
    ),
    "a dict for an array": (
        "return {'a': 1}",
        "assert np.all(np.isfinite(f(1)))",
        "`f` returned a dict where a number or an array was expected.",
    ),
    "a function": (
        "return lambda: x",
        "assert f(1) + 1 == 2",
        "`f` returned an object of class",
    ),
    "too few parameters": (
        "return x",
        "assert f(1, 2) == 1",
        "`f` cannot be called as the task says: takes 1 positional argument but 2 were given.",
    ),
    "another name of a parameter": (
        "return x",
        "assert f(y=1) == 1",
        "`f` cannot be called as the task says: got an unexpected keyword argument 'y'.",
    ),
    "asks for input": (
        "return float(input())",
        "assert f(1) == 1",
        "`f` asks for input (`input()`), and while work is graded nobody can answer",
    ),
    "escapes": (
        "raise ValueError('\\x1b[1mno\\x1b[0m')",
        "f(1)",
        "`f` raised ValueError: no (",
    ),
    "a long name": (
        "raise type('E' * 10**6, (Exception,), {})()",
        "f(1)",
        "`f` raised EEEEE",
    ),
}


def named(text: str, number: int) -> str:
    """A text about the function of a case, which is called `f` where it is written."""
    return text.replace("f(", f"f{number}(")


@pytest.fixture(scope="module")
def messages(pool):
    """The message of each case, by its name."""
    cells = [code("import numpy as np")]
    for number, (name, (body, test, _)) in enumerate(CASES.items()):
        cells.append(solution(f"def f{number}(x):\n    {body}", f"answer-{number}"))
        cells.append(test_cell(named(test, number).replace("`f`", f"`f{number}`"), name))
    source = notebook(*cells)
    result = grade_notebook(source, source, grader=pool)
    numbers = {name: number for number, name in enumerate(CASES)}
    return {
        cell.grade_id: cell.message.replace(f"`f{numbers[cell.grade_id]}`", "`f`") for cell in result.cells
    }


@pytest.mark.parametrize("case", CASES)
def test_what_was_returned_and_what_was_expected_is_said_first(messages, case):
    expected = CASES[case][2]
    assert messages[case].startswith(expected)
    if expected[-1] in ".?":
        assert messages[case].removeprefix(expected)[:1] in ("", " ")
    assert len(messages[case]) < 700
    assert "\x1b" not in messages[case]


def test_a_cell_that_asks_for_input_is_named(pool):
    source = notebook(solution("x = float(input('x: '))", "a"), test_cell("assert x == 1", "t"))
    (cell,) = grade_notebook(source, source, grader=pool).cells
    assert "`a` asks for input (`input()`), and while work is graded nobody can answer" in cell.message


def test_a_task_that_is_still_to_be_written_is_named_by_its_cell_where_a_given_helper_calls_it(pool):
    source = notebook(
        solution("def mean(x):\n    raise NotImplementedError", "mean"),
        solution("def twice(x):\n    return 2 * mean(x)", "twice"),
        test_cell("assert twice(1) == 2", "t"),
    )
    (cell,) = grade_notebook(source, source, grader=pool).cells
    assert cell.message == "`mean` is still to be written (NotImplementedError)."
