"""What students hand back decides nothing by itself, and can be written down whatever it is."""

import json

import pytest
from written import one

from autograder.grading.notebook import grade_notebook

YES_MAN = """
seen = []
class A:
    def yes(self, *others):
        seen.extend(others)
        print("expected:", *others)
        return self
    def true(self, *others):
        self.yes(*others)
        return True
for name in "add sub mul truediv pow mod neg abs round getitem".split():
    setattr(A, f"__{name}__", A.yes)
    setattr(A, f"__r{name}__", A.yes)
for name in "eq ne lt le gt ge contains bool".split():
    setattr(A, f"__{name}__", A.true)
A.__float__ = lambda self: 0.0
A.__len__ = lambda self: 3
A.__iter__ = lambda self: iter([])
A.__array__ = lambda self, *a, **k: np.zeros(0)
A.shape, A.dtype = (3,), np.dtype(float)
def f(x): return A()
"""
DECIDING = {
    "difference": ("assert abs(f(3.0) - 61.5) < 1e-9", "a number"),
    "norm": ("assert np.linalg.norm(f(3.0) - 61.5) < 1e-9", "a number"),
    "rounded": ("assert round(f(3.0) - 61.5, 9) == 0", "a number"),
    "reversed difference": ("assert abs(61.5 - f(3.0)) < 1e-9", "a number"),
    "contained": ("assert 61.5 in f(3.0)", "a list, a dict or an array"),
    "equal": ("assert f(3.0) == 61.5", "plain data"),
    "less": ("assert f(3.0) < 61.5", "plain data"),
    "truth": ("assert f(3.0)", "true or false"),
    "length": ("assert len(f(3.0)) == 3", "a list, a dict or an array"),
    "no items": ("for item in f(3.0): assert item == 61.5", "a list, a dict or an array"),
    "all": ("assert all(item == 61.5 for item in f(3.0))", "a list, a dict or an array"),
    "zip": ("for a, b in zip([61.5], f(3.0)): assert a == b", "a list, a dict or an array"),
    "close": ("assert np.isclose(f(3.0), 61.5)", "an array"),
    "allclose": ("r = f(3.0)\nassert r.shape == (3,)\nassert np.allclose(r, [61.5, 1, 2])", "an array"),
    "testing": ("np.testing.assert_allclose(f(3.0), 61.5)", "an array"),
    "float": ("assert abs(float(f(3.0))) < 1e-9", "a number"),
    "item": ("assert f(3.0)[0] == 61.5", "a list, a dict or an array"),
    "array difference": ("assert np.all(np.array([61.5]) - f(3.0) == 0)", "an array"),
}


@pytest.mark.parametrize(("test", "expected"), DECIDING.values(), ids=DECIDING.keys())
def test_an_object_with_operators_of_its_own_earns_nothing(pool, test, expected):
    result = grade_notebook(one(test, YES_MAN), one(test), grader=pool)
    (cell,) = result.cells
    assert (cell.score, cell.verdict) == (0, "failed")
    assert cell.message == f"`f` returned an object of class A where {expected} was expected."
    assert "61.5" not in cell.output, "the expected value has reached the student's code"


def test_a_test_may_name_the_method_that_it_calls(pool):
    answer = "class Account:\n    def __init__(self, money): self.money = money\n"
    answer += "    def add(self, more): return Account(self.money + more)\n"
    answer += "    def amount(self): return self.money\n"
    test = "account = Account(3).add(4)\nassert account.amount() == 7\nassert account.money == 7"
    assert grade_notebook(one(test, answer), one(test), grader=pool).score == 2


def test_a_generator_is_told_item_by_item(pool):
    answer = "def squares(n):\n    for i in range(n): yield i * i"
    test = "assert list(squares(4)) == [0, 1, 4, 9]\nassert next(squares(1)) == 0"
    assert grade_notebook(one(test, answer), one(test), grader=pool).score == 2


HALF = "\\ud800"
ODD_TEXT = {
    "printed": f"print('{HALF}')\ndef f(): print('{HALF}')",
    "on standard error": f"import sys\nprint('{HALF}', file=sys.stderr)",
    "result": f"'{HALF}'",
    "displayed as JSON": f"from IPython.display import JSON\ndisplay(JSON({{'{HALF}': ['{HALF}']}}))",
    "displayed under an odd name": f"display({{'text/{HALF}': 'x'}}, raw=True)",
    "message": f"raise ValueError('{HALF}')",
    "message of a call": f"def f(): raise ValueError('{HALF}')",
    "argument of an error": f"def f(): raise KeyError('{HALF}', 1)",
    "class of an error": f"def f(): raise type('A{HALF}', (Exception,), {{}})('x')",
    "warning": f"import warnings\ndef f(): warnings.warn('{HALF}')",
    "documentation": f"def f(): pass\nf.__doc__ = '{HALF}'",
    "name of a function": f"def f(): pass\nf.__name__ = '{HALF}'",
    "name of a class": f"A = type('A{HALF}', (), {{}})\ndef f(): return A()",
    "value": f"def f(): return '{HALF}'",
    "key": f"def f(): return {{'{HALF}': 1}}",
    "source": "x = '\ud800'\ndef f(): pass",
}


@pytest.mark.parametrize("answer", ODD_TEXT.values(), ids=ODD_TEXT.keys())
def test_text_that_cannot_be_encoded_is_made_so_at_the_border(pool, answer):
    test = "value = f()\nprint(repr(value))\nassert value is None, f'{value!s}'"
    result = grade_notebook(one(test, answer), one(test), grader=pool)
    assert result.error is None
    shown = [result.notebook, *(vars(cell) for cell in result.cells)]
    json.dumps(shown, ensure_ascii=False).encode()


@pytest.mark.parametrize("escaped", [True, False])
def test_a_notebook_with_half_a_character_anywhere_can_be_written_again(pool, escaped):
    half = "\ud800"
    picture = {
        "cell_type": "markdown",
        "metadata": {half: half},
        "source": f"![]({half}) and a whole \U0001f600",
    }
    picture["attachments"] = {f"{half}.png": {f"image/{half}": half}}
    source = one("assert x == 1", "x = 1")
    content = json.loads(source)
    content["cells"] += [picture]
    submitted = json.dumps(content, ensure_ascii=escaped).encode("utf-8", "surrogatepass")
    result = grade_notebook(submitted, source, grader=pool)
    assert result.score == 2
    written = json.dumps(result.notebook, ensure_ascii=False).encode().decode()
    assert "\U0001f600" in written
    assert "?.png" in written


def test_a_text_that_cannot_be_encoded_is_still_the_students_answer(pool):
    answer = f"def f(): return ['{HALF}', '?']"
    test = f"assert f() == ['{HALF}', '?']\nassert f() != ['?', '?']"
    assert grade_notebook(one(test, answer), one(test), grader=pool).score == 2
