"""A test that runs beside the student's code is guarded as far as one process can be."""

import json
import textwrap

import pytest
from written import code, notebook, solution, test_cell

from autograder.grading.notebook import grade_notebook
from autograder.grading.restore import BESIDE_SHARED, BESIDE_STUDENT

TEST = """\
import math, operator, unittest
import numpy as np
import numpy.testing as npt
assert isinstance(three(), int)
npt.assert_allclose(three(), 3)
npt.assert_equal(three(), 3)
assert np.isclose(three(), 3) and np.allclose(three(), 3) and np.array_equal(three(), 3)
assert math.isclose(three(), 3) and operator.eq(three(), 3)
assert abs(three() - 3) < 1e-9 and all([three() == 3]) and round(three()) == 3
unittest.TestCase().assertEqual(three(), 3)
assert three() == 3, "hidden value"
"""
RIGHT = "def three(): return 3"


def source_of(test=TEST, tag=BESIDE_STUDENT, after=()):
    return notebook(
        code("import numpy as np", grade_id="given", locked=True),
        solution(f"### BEGIN SOLUTION\n{RIGHT}\n### END SOLUTION", "three"),
        test_cell(test, "t", 2, tags=[tag]),
        *after,
    )


def graded(pool, answer, source=None, files=None):
    source = source or source_of()
    submitted = json.loads(source)
    submitted["cells"][1]["source"] = textwrap.dedent(answer)
    result = grade_notebook(json.dumps(submitted).encode(), source, grader=pool, files=files)
    return {cell.grade_id: cell for cell in result.cells}


@pytest.mark.parametrize("tag", [BESIDE_STUDENT, BESIDE_SHARED])
def test_a_right_answer_earns_its_points_and_nothing_is_found(pool, tag):
    cell = graded(pool, RIGHT, source_of(tag=tag))["t"]
    assert (cell.score, cell.verdict, cell.tamper_proof, cell.undone) == (2, "passed", False, ())


WRONG = "def three(): return 4\n"
TRICKS = {
    "an input transformer": "get_ipython().input_transformers_post.append(lambda lines: [])",
    "a transformer of the tree": """
        import ast
        class Empty(ast.NodeTransformer):
            def visit_Assert(self, node): return ast.Pass()
        get_ipython().ast_transformers.append(Empty())
    """,
    "no tracebacks": """
        get_ipython().showtraceback = lambda *a, **k: None
        get_ipython().set_custom_exc((Exception,), lambda *a, **k: None)
    """,
    "an except hook": "import sys\nsys.excepthook = lambda *a: None",
    "another way to run cells": """
        shell = get_ipython()
        shell.run_cell = shell.run_plain = shell.run_whole = lambda *a, **k: None
        type(shell).run_plain = lambda *a, **k: None
    """,
    "callbacks of IPython": """
        import os
        get_ipython().events.register('pre_execute', lambda *a: os._exit(0))
        get_ipython().events.register('post_run_cell', lambda *a: os._exit(0))
    """,
    "comparisons of NumPy": """
        import numpy as np, numpy.testing as npt
        np.isclose = np.allclose = np.array_equal = lambda *a, **k: True
        npt.assert_allclose = npt.assert_equal = lambda *a, **k: None
    """,
    "the code of comparisons": """
        import numpy as np, numpy.testing as npt
        def yes(*a, **k): return True
        for f in (npt.assert_allclose, npt.assert_equal): f.__code__ = yes.__code__
        for f in (np.isclose, np.allclose, np.array_equal): f.__wrapped__.__code__ = yes.__code__
    """,
    "comparisons of the standard library": """
        import math, operator, unittest
        math.isclose = operator.eq = lambda *a, **k: True
        unittest.TestCase.assertEqual = lambda *a, **k: None
        unittest.case.TestCase._baseAssertEqual = lambda *a, **k: None
    """,
    "a module in another's place": """
        import sys, types
        fake = types.ModuleType('numpy')
        fake.isclose = fake.allclose = fake.array_equal = lambda *a, **k: True
        sys.modules['numpy'] = fake
    """,
    "built-in functions": """
        import builtins
        builtins.abs = lambda x: 0
        builtins.all = lambda *a: True
        builtins.round = lambda *a: 3
    """,
    "built-in functions that we use": """
        import builtins
        builtins.isinstance = lambda *a: True
    """,
    "built-in functions by name": """
        abs = lambda x: 0
        isinstance = all = lambda *a: True
        round = lambda *a: 3
    """,
    "our own functions": """
        import autograder.sandbox.beside as beside, autograder.sandbox.channel as channel
        beside._report = lambda *a: beside.TestRan((), 0.0)
        beside._report.__code__ = (lambda *a: None).__code__
        beside.score_of = lambda value: '2.0'
    """,
    "a trace function": """
        import sys
        def trace(frame, event, arg):
            frame.f_trace_lines = False
            return trace
        sys.settrace(trace); sys.setprofile(trace)
    """,
    "an exit handler": "import atexit, os\natexit.register(lambda: os._exit(77))",
    "a way out": "import os\ndef three():\n    os._exit(77)",
    "a way out without trace": "import os\ndef three():\n    os._exit(0)",
    "an audit hook": """
        import sys, os
        try: sys.addaudithook(lambda *a: os._exit(0) if a[0] == 'exec' else None)
        except RuntimeError: pass
    """,
    "an import hook": """
        import sys
        class Finder:
            def find_spec(self, *a): raise SystemExit
        sys.meta_path.insert(0, Finder())
    """,
    "a hook of the fork": "import os\nos.register_at_fork(after_in_child=lambda: None)",
    "a skipped test": "import unittest\ndef three(): raise unittest.SkipTest('later')",
    "the end of an iteration": "def three(): raise StopIteration",
    "printed points": "print('2.0'); print('passed')\ndef three():\n    print(2.0)\n    return 4",
}
FOUND = {
    *("an input transformer", "a transformer of the tree", "no tracebacks", "an except hook"),
    *("another way to run cells", "comparisons of NumPy", "the code of comparisons", "an import hook"),
    *("comparisons of the standard library", "a module in another's place", "built-in functions"),
    *("our own functions", "a trace function", "callbacks of IPython"),
}
"""Tricks that leave something behind which is put back, and reported."""


@pytest.mark.parametrize("trick", TRICKS)
def test_a_trick_earns_nothing(pool, trick):
    body = textwrap.dedent(TRICKS[trick])
    cell = graded(pool, body if "def three" in body else WRONG + body)["t"]
    assert cell.score == 0
    assert cell.verdict in ("failed", "stopped", "timeout")
    assert bool(cell.undone) == (trick in FOUND)


@pytest.mark.parametrize("trick", sorted(FOUND))
def test_a_right_answer_that_does_the_same_keeps_its_points(pool, trick):
    cell = graded(pool, RIGHT + "\n" + textwrap.dedent(TRICKS[trick]))["t"]
    assert cell.score == 2
    assert cell.undone


def test_what_a_locked_cell_defines_is_meant_whatever_the_student_makes_of_the_name(pool):
    """A helper and a constant of the instructor's, redefined in an answer that is wrong."""
    source = notebook(
        code("LIMIT = 0.1\ndef off(x): return abs(x - 3)", grade_id="given", locked=True),
        solution(f"### BEGIN SOLUTION\n{RIGHT}\n### END SOLUTION", "three"),
        test_cell("assert off(three()) < LIMIT", "t", 2, tags=[BESIDE_STUDENT]),
    )
    assert graded(pool, RIGHT, source)["t"].score == 2
    for trick in ("LIMIT = 99", "def off(x): return 0", "off.__code__ = (lambda x: 0).__code__"):
        assert graded(pool, f"{WRONG}\n{trick}", source)["t"].score == 0


def test_a_thread_of_the_students_does_not_live_while_the_test_runs(pool):
    answer = """
        import threading, time, gc
        lived = []
        def three():
            lived.append(threading.active_count())
            return 3 if lived[-1] > 1 else 4
        threading.Thread(target=lambda: [time.sleep(0.01) for _ in range(10_000)], daemon=True).start()
    """
    assert graded(pool, answer)["t"].score == 0


READS = """\
import sys, os, gc, linecache
def texts():
    frames, frame = [], sys._getframe()
    while frame:
        frames.append(repr(frame.f_locals)[:10**5]); frame = frame.f_back
    plain = (str, list, dict, bytes)
    found = [repr(o) for o in gc.get_objects() if isinstance(o, plain) and len(o) < 10**5]
    history = [repr(get_ipython().user_ns.get(name)) for name in ('In', '_ih', '_i', '_i1', '_i2')]
    return frames + found + history + [repr(linecache.cache), repr(dict(os.environ))]
known = any('hidden ' + 'value' in text for text in texts())
def three(): return 4
"""


def test_the_text_is_nowhere_before_the_test_runs_and_gone_afterwards(pool):
    after = (
        solution("### BEGIN SOLUTION\nknown = False\n### END SOLUTION", "later"),
        test_cell("assert known is False", "u", 1),
    )
    for tag in (BESIDE_STUDENT, BESIDE_SHARED):
        source = source_of(tag=tag, after=after)
        submitted = json.loads(source)
        submitted["cells"][1]["source"] = READS
        reads = "known = known or any('hidden ' + 'value' in text for text in texts())"
        submitted["cells"][3]["source"] = reads
        result = grade_notebook(json.dumps(submitted).encode(), source, grader=pool)
        assert {cell.grade_id: cell.score for cell in result.cells} == {"t": 0, "u": 1}


def test_what_a_test_leaves_behind_is_kept_only_where_it_is_needed(pool):
    """A global that the test binds is seen by later student cells in Jupyter."""
    for tag, seen in {BESIDE_STUDENT: 0, BESIDE_SHARED: 1}.items():
        source = source_of(
            "shared = three()", tag, after=[code("copy = shared"), test_cell("assert copy == 3", "u", 1)]
        )
        assert graded(pool, RIGHT, source)["u"].score == seen


@pytest.mark.parametrize(
    ("last", "score"),
    [
        ("three() - 2", 1),
        ("0", 0),
        ("np.float64(0.5)", 0.5),
        ("'text'", 2),
        ("True", 2),
        ("None", 2),
        ("3 * 1.0", None),
        ("-1", None),
        ("print(7)\n1.5", 1.5),
        ("1;", 2),
    ],
)
def test_partial_credit_is_the_value_of_the_last_expression(pool, last, score):
    assert graded(pool, RIGHT, source_of(f"assert three() == 3\n{last}"))["t"].score == score


def test_a_test_that_loops_or_ends_python_leaves_the_next_one_alone(pool):
    for answer, verdict in {"while True: pass": "timeout", "import os; os._exit(1)": "stopped"}.items():
        after = [
            solution("### BEGIN SOLUTION\nfour = 4\n### END SOLUTION", "four"),
            test_cell("assert four == 4", "u", 1),
        ]
        cells = graded(pool, f"def three():\n    {answer}", source_of(after=after))
        assert (cells["t"].verdict, cells["u"].score) == (verdict, 1)


def test_memory_that_the_fork_shares_counts_once(pool):
    """Two thirds of the limit in an array, and a test that forks beside it while memory is watched."""
    answer = RIGHT + "\nimport numpy as np\nlarge = np.ones(60_000_000)\n"
    test = "import time\nend = time.time() + 0.5\nwhile time.time() < end: large[0]\nassert three() == 3"
    assert graded(pool, answer, source_of(test))["t"].score == 2
