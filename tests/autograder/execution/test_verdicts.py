"""Verdicts, scores and messages, each from a graded notebook."""

import json
from dataclasses import replace

import numpy as np
import pytest
from written import (
    CLIP,
    CLIP_TEST,
    POWER,
    POWER_RELEASED,
    POWER_TEST,
    code,
    course,
    notebook,
    one,
    solution,
    test_cell,
    text,
)

from autograder.grading.known_words import KnownWords
from autograder.grading.notebook import grade_notebook
from autograder.grading.restore import Cell
from autograder.grading.verdicts import NOT_SHOWN, Judgement
from autograder.records import Settings
from autograder.sandbox import protocol

SOURCE = course()


def graded(pool, submitted, source=SOURCE, **more):
    result = grade_notebook(submitted, source, grader=pool, **more)
    return {cell.grade_id: cell for cell in result.cells}, result


def patient(pool):
    """The pool's settings, with time for a cell that must load matplotlib on a busy machine."""
    return replace(pool.settings, cell_seconds=30)


def of_test(pool, test, answer="", points=2, **more):
    made = one(test, answer, points=points)
    return graded(pool, made, made, **more)[0]["test"]


def test_a_right_submission_passes(pool):
    cells, result = graded(pool, SOURCE)
    assert [(c.score, c.verdict, c.message) for c in cells.values()] == [(2.0, "passed", "")] * 2
    assert (result.score, result.error) == (4.0, None)
    assert result.isolation


MESSAGES = {
    "unwritten": (POWER_RELEASED, "failed", "`power_lr` is still to be written"),
    "wrong": ("def power_lr(t, lr0, s): return lr0", "failed", "half after s steps"),
    "raises": (
        "def power_lr(t, lr0, s):\n    return 1 / 0",
        "failed",
        "`power_lr` raised ZeroDivisionError: division by zero (task 1's cell, line 2: `return 1 / 0`)",
    ),
    "cell raises": (
        "power_lr = nothing",
        "failed",
        "`power_lr` is not defined: task 1's cell raised NameError: name 'nothing' is not defined.",
    ),
    "syntax": ("def power_lr(:", "failed", "`power_lr` is not defined: task 1's cell raised SyntaxError"),
    "other name": ("def power(t, lr0, s): return lr0", "failed", "task 1's cell ran but does not define it"),
    "no return": ("def power_lr(t, lr0, s): pass", "failed", "Is a `return` missing?"),
    "exits": ("def power_lr(t, lr0, s): raise SystemExit", "stopped", "`power_lr` stopped with SystemExit"),
    "exit cell": ("exit()", "stopped", "task 1's cell stopped with SystemExit"),
    "dies": (
        "def power_lr(*a):\n    import os\n    os._exit(1)",
        "stopped",
        "The student's code ended Python.",
    ),
    "hangs": ("def power_lr(*a):\n    while True: pass", "timeout", "took longer than 4 s"),
    "cell hangs": ("while True: pass", "timeout", "task 1's cell took longer than 4 s"),
    "memory": (
        "def power_lr(*a): return bytearray(10**9)",
        "memory",
        "`power_lr` used more memory than 768 MB",
    ),
    "cell memory": ("hog = np.ones(10**9)", "memory", "task 1's cell used more memory than 768 MB"),
}


@pytest.mark.parametrize(("answer", "verdict", "message"), MESSAGES.values(), ids=MESSAGES.keys())
def test_messages_say_what_and_where_and_later_tests_count(pool, answer, verdict, message):
    cells, _ = graded(pool, course(power=answer))
    assert cells["test-power"].score == 0
    assert cells["test-power"].verdict == verdict
    assert message in cells["test-power"].message
    assert cells["test-clip"].score == 2


def test_a_name_that_a_students_function_misses_is_traced_to_the_cell_that_failed(pool):
    def made(helper):
        return notebook(
            solution(helper, "helper"),
            solution("def f(): return double(1)", "f"),
            test_cell("assert f() == 2", "t", points=2),
        )

    source = made("def double(x): return 2 * x")
    stopped = graded(pool, made("exit()"), source)[0]["t"]
    assert (stopped.verdict, stopped.message) == (
        "stopped",
        "`double` is not defined: `helper` stopped with SystemExit.",
    )
    other = graded(pool, made("def twice(x): return 2 * x"), source)[0]["t"]
    assert other.verdict == "failed"
    assert "`f` raised NameError: name 'double' is not defined (`f`, line 1" in other.message


def test_cells_without_end_long_after_the_last_test_leave_later_tests_alone(pool):
    def made(between):
        others = [solution(between, "first"), solution(between, "second")]
        clip = [solution(CLIP, "clip"), test_cell(CLIP_TEST, "test-clip")]
        start = [code("import numpy as np"), solution(POWER, "power"), test_cell(POWER_TEST, "test-power")]
        return notebook(*start, *others, *clip)

    cells, _ = graded(pool, made("while True: pass"), made("n = 1"))
    assert [cells["test-power"].score, cells["test-clip"].score] == [2, 2]


def test_a_list_where_an_array_was_expected(pool):
    cells, _ = graded(pool, course(clip="def clip(x, limit): return list(x)"))
    assert cells["test-clip"].message == "`clip` returned a list where an array was expected."


def test_an_object_of_the_students_is_named(pool):
    answer = "class Any:\n    def __eq__(self, other): return True\ndef f(): return Any()"
    cell = of_test(pool, "assert f() == 1", answer)
    assert (cell.score, cell.verdict) == (0, "failed")
    assert "object of class Any" in cell.message


def test_hidden_numbers_stay_hidden(pool):
    check = "np.testing.assert_allclose(f(), 0.731058, err_msg='check f')"
    test = f"### BEGIN HIDDEN TESTS\n{check}\n### END HIDDEN TESTS"
    cell = of_test(pool, test, "def f(): return 0.25")
    assert "check f" in cell.message
    assert "731058" not in cell.message


def test_a_hidden_check_without_words_shows_nothing(pool):
    test = "### BEGIN HIDDEN TESTS\nassert f() == 731058\n### END HIDDEN TESTS"
    assert of_test(pool, test, "def f(): return 1").message == "A check that is not shown failed."
    assert "f() == 731058" in of_test(pool, "assert f() == 731058", "def f(): return 1").message


@pytest.mark.parametrize(
    "noise",
    [
        "import sys; sys.stderr.write('w')",
        "import warnings; warnings.warn('w')",
        "import os; os.write(2, b'w')",
    ],
)
def test_stderr_decides_nothing(pool, noise):
    answer = f"def f():\n    {noise}\n    return 1"
    assert of_test(pool, "assert f() == 1", answer).score == 2
    assert of_test(pool, f"{noise}\nassert f() == 1", answer).score == 2


@pytest.mark.parametrize(
    ("last", "score", "verdict"),
    [
        ("0.5", 0.5, "partial"),
        ("1", 1.0, "partial"),
        ("np.float64(0.5)", 0.5, "partial"),
        ("np.float32(1.5)", 1.5, "partial"),
        ("np.int64(2)", 2.0, "passed"),
        ("0", 0.0, "failed"),
        ("2.0", 2.0, "passed"),
        ("True", 2.0, "passed"),
        ("np.True_", 2.0, "passed"),
        ("'0.5'", 2.0, "passed"),
        ("None", 2.0, "passed"),
        ("np.array(0.5)", 2.0, "passed"),
        ("0.5;", 2.0, "passed"),
        ("x = 0.5", 2.0, "passed"),
        ("print(0.5)", 2.0, "passed"),
        ("f()", 2.0, "passed"),
        ("3", None, "manual"),
        ("-1", None, "manual"),
        ("float('nan')", None, "manual"),
        ("float('inf')", None, "manual"),
    ],
)
def test_partial_credit_is_the_tests_own_number(pool, last, score, verdict):
    cell = of_test(pool, f"assert f() == 0.25\n{last}", "def f(): return 0.25")
    assert (cell.score, cell.verdict) == (score, verdict)


def test_partial_credit_out_of_range_speaks_to_the_instructor(pool):
    assert "For the instructor: the test's last expression is 3" in of_test(pool, "3").message


def test_names_resolve_tests_first_then_imports_then_the_student(pool):
    source = notebook(
        code("import math"),
        solution("helper = 'student'\nmath = 'student'\nlen = None\nown = 'student'", "a"),
        test_cell("def helper(): return 'test'", "t1"),
        test_cell(
            "assert helper() == 'test'\nassert math.pi > 3\nassert len([1]) == 1\nassert own == 'student'",
            "t2",
        ),
    )
    cells, _ = graded(pool, source, source)
    assert [cell.verdict for cell in cells.values()] == ["passed", "passed"]


def test_functions_of_a_test_see_the_student_too(pool):
    test = "def check():\n    return [f(x) for x in range(3)]\nassert check() == [0, 2, 4]"
    assert of_test(pool, test, "def f(x): return 2 * x").score == 2


def test_cells_run_in_the_order_of_the_notebook(pool):
    source = notebook(
        solution("x = 1", "a"),
        test_cell("assert x == 1", "t1"),
        solution("x = 2", "b"),
        test_cell("assert x == 2", "t2"),
    )
    cells, _ = graded(pool, source, source)
    assert [cell.score for cell in cells.values()] == [2, 2]


def test_a_hanging_cell_is_skipped_when_the_worker_starts_anew(pool):
    source = notebook(
        solution("a = []", "a"),
        solution("a.append(1)", "b"),
        solution("import os; a.append(2); os._exit(0)", "c"),
        test_cell("assert a == [1]", "t1"),
        solution("a.append(3)", "d"),
        test_cell("assert a == [1, 3]", "t2"),
    )
    cells, _ = graded(pool, source, source)
    assert [cell.score for cell in cells.values()] == [2, 2]


def test_a_test_that_hangs_by_itself_costs_only_itself(pool):
    source = notebook(
        solution("y = 1", "a"),
        test_cell("x = 5", "t0"),
        test_cell("while True: pass", "t1"),
        test_cell("assert (x, y) == (5, 1)", "t2"),
    )
    cells, _ = graded(pool, source, source)
    assert [cell.verdict for cell in cells.values()] == ["passed", "timeout", "passed"]


def test_cells_marked_by_hand(pool):
    marks = {"grade": True, "solution": True, "points": 3, "schema_version": 3}
    source = notebook(
        text("MODEL", grade_id="essay", **marks),
        code("### BEGIN SOLUTION\n1\n### END SOLUTION", grade_id="plot", **marks),
    )
    answers = notebook(text("Because.", grade_id="essay", **marks), code("2", grade_id="plot", **marks))
    blank = notebook(text("YOUR ANSWER HERE", grade_id="essay", **marks))
    cells, _ = graded(pool, answers, source)
    assert {(c.score, c.verdict) for c in cells.values()} == {(None, "manual")}
    cells, _ = graded(pool, blank, source)
    assert (cells["essay"].score, cells["essay"].verdict) == (0, "untouched")
    assert (cells["plot"].score, cells["plot"].verdict) == (0, "missing")


def test_what_is_no_notebook_earns_nothing_and_says_why(pool):
    cells, result = graded(pool, b"<html>")
    assert "not a notebook" in result.error
    assert [cell.score for cell in cells.values()] == [0, 0]
    assert "not a notebook" in cells["test-power"].message


def test_the_executed_notebook_is_valid_and_shows_errors(pool):
    import nbformat

    submitted = course(power="import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()\nprint('hi')\n7")
    _, result = graded(pool, submitted, settings=patient(pool))
    parsed = nbformat.reads(json.dumps(result.notebook), as_version=4)
    nbformat.validate(parsed)
    outputs = {
        cell.metadata.get("nbgrader", {}).get("grade_id"): cell.get("outputs") for cell in parsed.cells
    }
    assert [output.output_type for output in outputs["power"]] == ["display_data", "stream", "execute_result"]
    assert "image/png" in outputs["power"][0].data
    assert outputs["test-power"][-1].ename == "NameError"
    assert not outputs["test-clip"]


def test_magics_and_files_work(pool):
    answer = "%matplotlib inline\n!echo shell\nint?\ntext = open('data/numbers.txt').read()"
    made = one("assert text == '1 2'", answer)
    files = {"data/numbers.txt": b"1 2", "../outside": b"x"}
    cells, _ = graded(pool, made, made, files=files, settings=patient(pool))
    assert cells["test"].score == 2


def test_a_test_beside_the_student_is_flagged(pool):
    source = notebook(
        solution("class A: pass", "a"), test_cell("assert A.__mro__[0] is A", "t", tags=["beside-student"])
    )
    cells, _ = graded(pool, source, source)
    assert (cells["t"].score, cells["t"].tamper_proof) == (2, False)
    assert "not tamper-proof" in cells["t"].message


def test_printed_text_is_kept_and_bounded(pool):
    cell = of_test(pool, "f()", "def f(): print('x' * 3_000_000)")
    assert cell.score == 2
    assert "cut after 1,000,000 bytes" in cell.output
    assert len(cell.output) < 1_100_000


def test_random_numbers_are_the_same_every_time(pool):
    source = one("print(f(), np.random.rand())", "import numpy as np\ndef f(): return np.random.rand()")
    outputs = {graded(pool, source, source)[0]["test"].output for _ in range(2)}
    assert len(outputs) == 1
    theirs, ours = outputs.pop().split()
    assert not np.isclose(float(theirs), float(ours))


def test_visible_only_runs_the_shown_checks(pool):
    from dataclasses import replace

    wrong = course(power="def power_lr(t, lr0, s): return lr0")
    result = grade_notebook(wrong, SOURCE, replace(pool.settings, visible_only=True), grader=pool)
    assert [cell.score for cell in result.cells] == [2, 2]
    assert CLIP in [cell["source"] for cell in result.notebook["cells"]]
    assert POWER not in [cell["source"] for cell in result.notebook["cells"]]


def test_grading_to_the_first_failure_ends_there_and_runs_to_the_end_without_one(pool):
    wrong = course(power="def power_lr(t, lr0, s): return lr0")
    cells = grade_notebook(wrong, SOURCE, grader=pool, to_first_failure=True).cells
    assert [cell.verdict for cell in cells] == ["failed"]
    cells = grade_notebook(SOURCE, SOURCE, grader=pool, to_first_failure=True).cells
    assert [cell.verdict for cell in cells] == ["passed", "passed"]


def test_the_courses_seed_reaches_the_tests_alone(pool, monkeypatch):
    monkeypatch.setenv("COURSE_SEED", "731")
    test = "import os\nassert os.environ['COURSE_SEED'] == '731'\nassert seen() is None"
    assert of_test(pool, test, "import os\ndef seen(): return os.environ.get('COURSE_SEED')").score == 2


def test_a_picture_does_not_run_while_marks_are_given(pool):
    picture = code("drawn = 1 / 0", tags=["skip-execution"])
    source = notebook(
        picture,
        solution("x = 1", "answer"),
        test_cell("assert x == 1\ntry: drawn\nexcept NameError: pass", "test"),
    )
    cells, result = graded(pool, source, source)
    assert cells["test"].verdict == "passed", cells["test"].message
    assert result.notebook["cells"][0]["outputs"] == []
    png = "iVBORw0KGgoAAAANSUhEUg=="
    showed = [{"output_type": "display_data", "data": {"image/png": png}, "metadata": {}}]
    submitted = json.loads(source)
    submitted["cells"][0]["outputs"] = showed
    _, result = graded(pool, json.dumps(submitted).encode(), source)
    note, kept = result.notebook["cells"][0]["outputs"]
    assert "as handed in" in note["text"]
    assert kept["data"] == {"image/png": png}


USES = """
kept = square
del square
try:
    sum_of_squares(2)
except NameError:
    pass
else:
    raise AssertionError("sum_of_squares does not use square")
finally:
    square = kept
assert sum_of_squares(2) == 5
"""


@pytest.mark.parametrize(
    ("body", "verdict"), [("square(i)", "passed"), ("i**2", "failed")], ids=["uses it", "does not"]
)
def test_a_test_may_delete_a_function_to_see_who_uses_it(pool, body, verdict):
    answer = (
        f"def square(x): return x * x\ndef sum_of_squares(n): return sum({body} for i in range(1, n + 1))"
    )
    source = notebook(solution(answer, "a"), test_cell(USES, "t"), test_cell("assert square(3) == 9", "u"))
    cells = grade_notebook(source, source, grader=pool).cells
    assert [cell.verdict for cell in cells] == [verdict, "passed"]


def test_what_a_test_assigns_never_reaches_the_student(pool):
    """Unless the source's own solution reads it, as a test that sets a global name means it to."""
    answer, own = "expected = 0\ndef f(): return expected", "expected = 0\ndef f(): return 42"
    test = "del expected\nexpected = 42\nassert f() == expected"
    submitted, source = (notebook(solution(text, "a"), test_cell(test, "t")) for text in (answer, own))
    cell = grade_notebook(submitted, source, grader=pool).cells[0]
    assert cell.verdict == "failed"
    assert "42" not in cell.message


@pytest.mark.parametrize(
    ("message", "line", "public"),
    [
        ("f(1) is 1", "assert f(1) == 1, 'f(1) is 1'", None),
        ("zqxwvk", "assert f(1) == 1", NOT_SHOWN),
        ("f(1) is 1", "assert f(1) == zqxwvk", NOT_SHOWN),
    ],
)
def test_what_a_test_beside_the_student_says_of_hidden_lines_is_not_believed(message, line, public):
    """The student's process had the hidden lines in it, and says itself that a visible one failed."""
    source = "assert f(1) == 1, 'f(1) is 1'\nassert f(2) == 'zqxwvk'"
    cell = Cell(
        "test", True, source, "the test `t`", "t", 1.0, hidden_lines=frozenset({2}), beside_student=True
    )
    failure = protocol.TestFailure(
        "AssertionError", message, place=protocol.Place("the test `t`", 1, line), hidden=False
    )
    judgement = Judgement(Settings(), {}, KnownWords([(source, cell.hidden_lines)]))
    told = judgement.of(cell, protocol.TestRan((), 0.0, failure)).public
    assert (told or "").startswith(public or "")
    assert (told is None) == (public is None)


CHECK = """\
def check(t, rate, name="f"):
    assert f(t) is not None, "f gives nothing back"
    assert f(t) == rate, f"at {t} {name} has another value than the task says"
check(0, 1)
### BEGIN HIDDEN TESTS
assert f(7) == 3, "a word of its own"
check(7, 3)
### END HIDDEN TESTS
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("f gives nothing back", True),
        ("at none f has another value than the task says", True),
        ("at 7 f has another value than the task says", False),
        ("at secret f has another value than the task says", False),
        ("a word of its own", False),
        ("", False),
    ],
)
def test_what_a_visible_helper_says_is_known_unless_a_hidden_value_stands_in_it(text, said):
    lines = CHECK.split("\n")
    hidden = set(range(lines.index("### BEGIN HIDDEN TESTS") + 1, len(lines) + 1))
    assert KnownWords([(CHECK, hidden)]).has_said(text) is said


@pytest.mark.parametrize(
    ("answer", "public"),
    [
        ("def f(t): return 1 if t == 0 else None", "f gives nothing back"),
        ("def f(t): return 1", NOT_SHOWN),
    ],
)
def test_a_student_reads_what_a_visible_helper_says_of_a_hidden_call(pool, answer, public):
    test = CHECK.replace('assert f(7) == 3, "a word of its own"\n', "")
    source = notebook(
        solution(
            "def f(t):\n    ### BEGIN SOLUTION\n    return 1 if t == 0 else 3\n    ### END SOLUTION", "f"
        ),
        test_cell(test, "test-f"),
    )
    submitted = notebook(solution(answer, "f"), test_cell(test, "test-f"))
    (cell,) = grade_notebook(submitted, source, grader=pool).cells
    assert cell.verdict == "failed"
    assert (cell.message if cell.public is None else cell.public) == public
