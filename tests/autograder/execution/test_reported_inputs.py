"""Inputs that people reported of graders, each with the marks that are right."""

import pytest
from written import code, notebook, one, solution, test_cell

from autograder.grading.notebook import grade_notebook

ANSWER = "def two(): return 2"


def graded(pool, *cells, files=None, source=None):
    made = notebook(*cells)
    result = grade_notebook(made, source or made, grader=pool, files=files)
    return {cell.grade_id: cell for cell in result.cells}


@pytest.mark.parametrize(
    ("last", "score"),
    [
        ("0", 0),
        ("0.0", 0),
        ("1", 1),
        ("0.5 + 0.25", 0.75),
        ("np.float64(0.5)", 0.5),
        ("np.int64(1)", 1),
        ("print('so far')\n1", 1),
        ("print(1)", 2),
        ("'text'", 2),
        ("True", 2),
        ("False", 2),
        ("None", 2),
        ("[1]", 2),
        ("1;", 2),
        ("x = 1", 2),
        ("-1", None),
        ("3", None),
        ("float('nan')", None),
        ("two()", 2),
    ],
)
def test_partial_credit(pool, last, score):
    """As nbgrader has it; a number that it cannot take waits for a person, and 0 is 0."""
    made = one(f"import numpy as np\nassert two() == 2\n{last}", ANSWER)
    assert grade_notebook(made, made, grader=pool).cells[0].score == score


@pytest.mark.parametrize("last", ["0", "1", "two()", "'text'", "np.float64(2)"])
def test_partial_credit_gives_a_wrong_answer_nothing(pool, last):
    source = one(f"import numpy as np\nassert two() == 2\n{last}", ANSWER)
    submitted = one("", "def two(): return 1")
    assert grade_notebook(submitted, source, grader=pool).cells[0].score == 0


OWN_CELLS = {
    "%%time": "%%time\nx = 1",
    "%%timeit": "%%timeit -n1 -r1\nx = 1",
    "%timeit": "%timeit -n1 -r1 1 + 1",
    "%pip": "%pip install nothing-of-that-name",
    "!pip": "!pip install nothing-of-that-name",
    "%%bash": "%%bash\necho hello",
    "%%writefile": "%%writefile made.py\nx = 1",
    "an unknown magic": "%no_such_magic",
    "await": "import asyncio\nawait asyncio.sleep(0)",
    "an async loop": "import asyncio\nasync def f():\n    return 1\nassert await f() == 1",
    "inline": "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1])",
    "notebook": "%matplotlib notebook\nimport matplotlib.pyplot as plt\nplt.plot([1])",
    "widget": "%matplotlib widget\nimport matplotlib.pyplot as plt\nplt.plot([1])",
    "tk": "%matplotlib tk\nimport matplotlib.pyplot as plt\nplt.plot([1])\nplt.show()",
    "many figures": "import matplotlib.pyplot as plt\nfor _ in range(30): plt.figure()",
    "exit": "exit",
    "exit()": "exit()",
    "quit()": "quit()",
    "sys.exit()": "import sys\nsys.exit()",
    "closed output": "import sys\nsys.stdout.close()\nsys.stderr.close()",
    "closed descriptors": "import os\nos.close(1)\nos.close(2)",
    "no output": "import sys\nsys.stdout = None\nsys.stderr = None",
    "a thread that raises": "import threading\nt = threading.Thread(target=lambda: 1 / 0)\nt.start()",
    "input": "name = input('Your name? ')",
    "getpass": "import getpass\nword = getpass.getpass()",
    "breakpoint": "breakpoint()",
    "an exception": "1 / 0",
    "a syntax error": "def (",
    "help": "print?",
}
"""A cell of the student's own, between a right answer and its test; the mark must not suffer."""


@pytest.mark.parametrize("kind", OWN_CELLS)
def test_a_cell_of_the_students_own_costs_no_marks(pool, kind):
    cells = graded(
        pool, solution(ANSWER, "two"), code(OWN_CELLS[kind]), test_cell("assert two() == 2\nprint('ok')", "t")
    )
    assert (cells["t"].score, cells["t"].message) == (2, "")


MAGICS = ("%%time\n", "%%capture\n", "%matplotlib inline\n", "import asyncio\nawait asyncio.sleep(0)\n")


@pytest.mark.parametrize("magic", MAGICS)
def test_an_answer_under_a_magic_counts(pool, magic):
    cells = graded(pool, solution(magic + ANSWER, "two"), test_cell("assert two() == 2", "t"))
    assert cells["t"].score == 2


def test_names_are_gone_after_a_reset_and_what_comes_below_counts(pool):
    for answers, score in (((ANSWER, "%reset -f"), 0), (("%reset -f", ANSWER), 2)):
        first, second = answers
        cells = graded(pool, solution(first, "a"), solution(second, "b"), test_cell("assert two() == 2", "t"))
        assert cells["t"].score == score


def test_another_notebook_can_be_run(pool):
    files = {"other.ipynb": notebook(code(ANSWER))}
    test = test_cell("assert two() == 2", "t")
    assert graded(pool, solution("%run other.ipynb", "a"), test, files=files)["t"].score == 2


def test_a_test_may_use_magics(pool):
    tests = {"t": "%matplotlib inline\nassert two() == 2", "u": "%%time\nassert two() == 3"}
    cells = graded(pool, solution(ANSWER, "two"), *(test_cell(text, name) for name, text in tests.items()))
    assert (cells["t"].score, cells["u"].score) == (2, 0)


def test_a_test_that_awaits_counts(pool):
    test = "import asyncio\nawait asyncio.sleep(0)\nassert two() == {}"
    cells = graded(
        pool, solution(ANSWER, "two"), test_cell(test.format(2), "t"), test_cell(test.format(3), "u")
    )
    assert (cells["t"].score, cells["u"].score) == (2, 0)
