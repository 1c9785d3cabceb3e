"""The instructor's code is the instructor's, whatever a student's cells make of its names."""

import pytest
from written import code, notebook, one, solution, test_cell

from autograder.course.markers import NBGRADERS_DELIMITERS
from autograder.course.notebooks import parse
from autograder.grading.instructors_code import shares
from autograder.grading.name_uses import may_patch
from autograder.grading.notebook import grade_notebook
from autograder.grading.restore import IN_JUDGE
from autograder.records import FilesBeside

HELPER = "TOLERANCE = 1e-6\ndef rel_error(x, y):\n    return abs(x - y) / max(1e-8, abs(x) + abs(y))"
DRIVER = "def drive(values):\n    return [double(value) for value in values]"
ANSWER = "def double(x):\n    return 2 * x"
WRONG = "def double(x):\n    return x"
USES = {
    "helper": (HELPER, "assert rel_error(double(3.0), 6.0) < TOLERANCE", True),
    "driver": (DRIVER, "assert drive([1, 2]) == [2, 4]", False),
}
REDEFINED = {
    "helper": "rel_error = lambda x, y: 0.0\nTOLERANCE = float('inf')",
    "driver": "drive = lambda values: [2 * value for value in values]",
}
CHANGED = {
    "helper": "rel_error.__code__ = (lambda x, y: 0.0).__code__",
    "driver": "drive.__code__ = (lambda values: [2 * value for value in values]).__code__",
}


def given(text, name="given", **marks):
    return code(text, grade_id=name, locked=True, **marks)


def written(kind, answer=ANSWER, trial=""):
    """A set with a locked cell, and a student's own cells below it and below the answer."""
    helper, test, _ = USES[kind]
    own = [code(trial)] if trial else []
    return notebook(
        code("import numpy as np"), given(helper), *own, solution(answer, "a"), *own, test_cell(test, "t", 1)
    )


@pytest.mark.parametrize("kind", USES)
@pytest.mark.parametrize("trick", [REDEFINED, CHANGED], ids=["redefined", "changed within"])
def test_a_wrong_answer_earns_nothing_by_what_it_makes_of_given_code(pool, kind, trick):
    submitted = written(kind, f"{WRONG}\n{trick[kind]}", trick[kind])
    cell = grade_notebook(submitted, written(kind), grader=pool).cells[0]
    assert (cell.score, cell.tamper_proof) == (0, USES[kind][2])


@pytest.mark.parametrize("kind", USES)
@pytest.mark.parametrize("junk", ["5", "None", "[]"])
def test_a_trial_cell_that_uses_given_names_for_its_own_costs_nothing(pool, kind, junk):
    trial = f"rel_error = TOLERANCE = drive = {junk}\nassert drive == {junk}"
    cell = grade_notebook(written(kind, trial=trial), written(kind), grader=pool).cells[0]
    assert (cell.score, cell.tamper_proof) == (1, USES[kind][2])


def test_the_students_cells_keep_what_they_made_of_a_given_name(pool):
    source = notebook(
        given("losses = [1.0]\ndef last():\n    return losses[-1]"),
        solution("def first():\n    return 7", "a"),
        test_cell("assert first() == 7 and last() == 1.0", "t", 1),
    )
    submitted = notebook(
        given(""),
        code("losses = [7, 8]"),
        solution("def first():\n    return losses[0]", "a"),
        test_cell("", "t", 1),
    )
    assert grade_notebook(submitted, source, grader=pool).score == 1


def test_given_cells_share_their_names_with_each_other_and_with_the_student(pool):
    source = notebook(
        given("import math\nSIZE = 2", "one"),
        given("def area(shape):\n    return SIZE * shape() * math.floor(1.5)", "two"),
        solution("def shape():\n    return SIZE + 1", "a"),
        given("%matplotlib inline\nresult = area(shape)", "three"),
        test_cell("assert result == 6 and area(shape) == 6", "t", 1),
    )
    assert grade_notebook(source, source, grader=pool).score == 1


def test_a_global_statement_of_a_given_function_works(pool):
    source = notebook(
        given("calls = 0\ndef count():\n    global calls\n    calls += 1"),
        solution("def f():\n    count()\n    return calls", "a"),
        test_cell("assert f() == 1 and f() == 2 and calls == 2", "t", 1),
    )
    assert grade_notebook(source, source, grader=pool).score == 1


FAILING = "ready = answer(1)\ndef drive(n):\n    return answer(n) == n"


@pytest.mark.parametrize("magic", ["", "%%capture\n"], ids=["plain", "with a magic"])
def test_a_given_cell_that_an_answer_lets_fail_leaves_its_names_to_nobody(pool, magic):
    def marked(answer):
        return notebook(solution(answer, "a"), given(magic + FAILING), test_cell("assert drive(3)", "t", 1))

    wrong = "drive = lambda n: True\ndef answer(n):\n    raise ValueError"
    right = "def answer(n):\n    return n"
    for answer, score in ((right, 1), (wrong, 0)):
        assert grade_notebook(marked(answer), marked(right), grader=pool).score == score


STUDENT_MODULE = {"aid.py": b"SEVEN = 7\nimport sys\nsys.modules['numpy'].isclose = lambda *a: True\n"}


@pytest.mark.parametrize(
    ("files", "score"),
    [
        (FilesBeside({"aid.py": b"SEVEN = 7\n"}, given=["aid.py"]), 2),
        (FilesBeside({"aid.py": b"SEVEN = 8\n"}, given=["aid.py"]), 0),
        (FilesBeside(STUDENT_MODULE), 0),
    ],
    ids=["the instructor's", "another", "a student's"],
)
def test_a_module_beside_the_notebook_is_imported_where_it_belongs(pool, files, score):
    """Tests import the instructor's alone; what a student has there runs in the student's process."""
    source = one(
        "from aid import SEVEN\nassert f() == SEVEN == 7", "import aid\ndef f():\n    return aid.SEVEN"
    )
    assert grade_notebook(source, source, grader=pool, files=files).score == score


def test_tests_read_the_instructors_files_alone(pool):
    """What a student has handed in may be a pickle, or a program."""
    test = "import os\nassert os.listdir() == ['given.csv'] and f() == open('given.csv').read()"
    source = one(test, "def f():\n    return open('given.csv').read()")
    files = FilesBeside({"given.csv": b"1,2", "mine.pickle": b"x"}, given=["given.csv"])
    assert grade_notebook(source, source, grader=pool, files=files).score == 2


def test_a_module_of_the_students_own_works_for_the_student(pool):
    source = one("assert f() == 7", "def f():\n    return 7")
    answer = one(
        "",
        "import mine, late\ndef f():\n    return mine.SIX + late.ONE",
        [code("%%writefile late.py\nONE = 1")],
    )
    assert grade_notebook(answer, source, grader=pool, files={"mine.py": b"SIX = 6"}).score == 2


def test_a_module_that_a_given_cell_writes_can_be_imported_by_tests(pool):
    source = notebook(
        given("%%writefile written_here.py\nTWO = 2"),
        solution("import written_here\ndef f():\n    return written_here.TWO", "a"),
        test_cell("import written_here\nassert f() == written_here.TWO == 2", "t", 1),
    )
    submitted = notebook(
        given("%%writefile written_here.py\nTWO = 3"), solution("def f():\n    return 3", "a")
    )
    assert grade_notebook(source, source, grader=pool).score == 1
    assert grade_notebook(submitted, source, grader=pool).score == 0


DIVISION = {
    "a helper": ("def f(a, b):\n    return np.abs(a - b)", "f", True),
    "a constant": ("K = 3", "K", True),
    "data": ("x = np.linspace(0, 1, 5)", "x", True),
    "data with a seed": ("rng = np.random.default_rng(1)\nx = rng.normal(size=3)", "x", True),
    "data by lot": ("x = np.random.rand(3)", "x", False),
    "a function that calls the student's": ("def f(n):\n    return answer(n)", "f", False),
    "what calls one that does": ("def g(n):\n    return answer(n)\ndef f(n):\n    return g(n)", "f", False),
    "a function of Keras": ("import keras\ndef f(n):\n    return keras.ops.ones(n)", "f", False),
    "a named tuple": ("from collections import namedtuple\nP = namedtuple('P', 'x')", "P", False),
    "a class": ("class Node:\n    pass", "Node", False),
    "a list that the answer fills": ("log = []", "log", False),
    "a list that it leaves alone": ("words = ['a']", "words", True),
    "an array that it changes": ("grid = np.zeros(3)", "grid", False),
}


@pytest.mark.parametrize(("text", "name", "in_judge"), DIVISION.values(), ids=DIVISION.keys())
def test_the_judge_runs_what_does_not_touch_the_student(text, name, in_judge):
    cells = [
        code("import numpy as np"),
        given(text),
        solution("def answer(n):\n    log.append(n)\n    grid[0] = n\n    return words[0]", "answer"),
        test_cell(f"print({name})", "t"),
    ]
    found = shares(cells, NBGRADERS_DELIMITERS, IN_JUDGE)
    assert bool(found["given"].for_judge) == in_judge
    assert (name in found["t"].uses_workers_copy) == (not in_judge)
    assert name in found["given"].given


def test_a_name_that_a_later_answer_binds_is_the_students():
    cells = [given("x = 1\ny = 2"), solution("x = 3", "a"), test_cell("assert x == 3 and y == 2", "t")]
    found = shares(cells, NBGRADERS_DELIMITERS, IN_JUDGE)
    assert found["given"].given == ("y",)
    assert found["t"].names.forget == ("x",)


def test_hidden_names_of_a_test_are_handed_to_nobody():
    test = "shown = 1\n### BEGIN HIDDEN TESTS\nsecret = 2\ndef key():\n    return 3\n### END HIDDEN TESTS"
    cells = [
        test_cell(test, "t"),
        given("try:\n    print(shown, secret, key())\nexcept NameError:\n    pass"),
    ]
    share = shares(cells, NBGRADERS_DELIMITERS, IN_JUDGE)["t"]
    assert share.names.handed == ("shown",)
    assert share.hands == ""


def test_a_test_that_runs_beside_the_student_sees_the_instructors_names_first(pool):
    def marked(answer):
        return notebook(
            given(HELPER),
            solution(answer, "a"),
            test_cell(USES["helper"][1], "t", 1, tags=["beside-student"]),
        )

    for answer, score in ((ANSWER, 1), (f"{WRONG}\n{REDEFINED['helper']}", 0)):
        assert grade_notebook(marked(answer), marked(ANSWER), grader=pool).score == score


@pytest.mark.parametrize(
    ("source", "changes"),
    [
        ("seed = os.environ.get('COURSE_SEED', '2025')", False),
        ("home = os.environ['HOME']\nfrom os import environ", False),
        ("for name in environ.keys(): pass", False),
        ("os.environ['HOME'] = 'x'", True),
        ("del os.environ['HOME']", True),
        ("os.environ.setdefault('HOME', 'x')", True),
        ("os.environ.get('HOME')\nos.environ.update(HOME='x')", True),
        ("mine = os.environ\nmine['HOME'] = 'x'", True),
        ("change(os.environ)", True),
        ("getattr(os, 'environ').clear()", True),
        ("%env HOME=environ", True),
        ("mock.patch('os.environ.get')", True),
    ],
)
def test_whoever_only_reads_the_environment_patches_nothing(source, changes):
    assert may_patch(parse(source), source) == changes
