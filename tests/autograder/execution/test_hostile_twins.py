"""What tests may do with live objects gives no student a mark: the hostile twin of each kind."""

import socket

import numpy as np
import pytest
from written import code, notebook, one, solution, test_cell

from autograder.grading.notebook import grade_notebook
from autograder.sandbox import protocol
from autograder.sandbox.bridge import random_state
from autograder.sandbox.bridge.handles import HandleRefused
from autograder.sandbox.bridge.proxies import Link
from autograder.sandbox.channel import Channel, Malformed

TWINS = {
    "state of the generators": (
        "np.random.seed(1)\nf()\nx = np.random.rand(3)\nassert np.ptp(x) > 0 and np.allclose(f(x), 2 * x)",
        "def f(x=0):\n    return 2 * x",
        "def f(*x):\n    np.random.set_state(('MT19937', [0] * 624, 624, 0, 0.0))\n    return np.zeros(3)",
    ),
    "draws that are known beforehand": (
        "import random\nrandom.seed(5)\nf(0)\nx = random.random()\nassert f(x) == x + 1",
        "def f(x):\n    return x + 1",
        "import random\ndef f(x):\n    random.seed(7)\n    return 0.32383276483316237 + 1",
    ),
    "a class that says it is a frame": (
        "import pandas as pd\nassert isinstance(f(), pd.DataFrame)",
        "import pandas as pd\ndef f():\n    return pd.DataFrame({'a': [1]})",
        "class DataFrame:\n    shape = (1, 1)\nDataFrame.__module__ = 'pandas'\ndef f():\n"
        "    return DataFrame()",
    ),
    "a frame with operators of its own": (
        "import pandas as pd\npd.testing.assert_frame_equal(f(), pd.DataFrame({'a': [1]}))",
        "import pandas as pd\ndef f():\n    return pd.DataFrame({'a': [1]})",
        "import pandas as pd\nclass Yes(pd.DataFrame):\n    def equals(self, other):\n        return True\n"
        "    def __eq__(self, other):\n        return True\ndef f():\n    return Yes({'b': [2]})",
    ),
    "an enumeration that agrees": (
        "assert f() == Color.RED",
        "import enum\nclass Color(enum.Enum):\n    RED = 1\n    BLUE = 2\ndef f():\n    return Color.RED",
        "import enum\nclass Color(enum.Enum):\n    RED = 1\n    BLUE = 2\n    def __eq__(self, other):\n"
        "        return True\n    __hash__ = object.__hash__\ndef f():\n    return Color.BLUE",
    ),
    "an object that is true when asked": (
        "assert f() and not g()",
        "def f():\n    return True\ndef g():\n    return False",
        "class Both:\n    asked = 0\n    def __bool__(self):\n        self.asked += 1\n"
        "        return self.asked < 2\n"
        "both = Both()\ndef f():\n    return both\ndef g():\n    return both",
    ),
    "an object that is not None": (
        "result = f(2)\nassert result != None and result == 4",
        "def f(x):\n    return x * x",
        "class Yes:\n    def __eq__(self, other):\n        return True\ndef f(x):\n    return Yes()",
    ),
    "StopIteration ends a loop": (
        "assert all(f(x) == x * x for x in range(5))\nassert list(map(f, [1, 2])) == [1, 4]",
        "def f(x):\n    return x * x",
        "def f(x):\n    raise StopIteration",
    ),
    "StopIteration ends a zip": (
        "for x, y in zip([1, 2], map(f, [1, 2])):\n    assert y == x * x",
        "def f(x):\n    return x * x",
        "class Over(StopIteration):\n    pass\ndef f(x):\n    raise Over",
    ),
    "StopAsyncIteration": (
        "for y in map(f, [1, 2]):\n    assert y == 1",
        "def f(x):\n    return 1",
        "def f(x):\n    raise StopAsyncIteration",
    ),
    **{
        name: (
            "import unittest\nclass Check(unittest.TestCase):\n    def test_f(self):\n"
            "        self.assertEqual(f(), 1)\n"
            "done = "
            "unittest.TextTestRunner(verbosity=0).run(unittest.defaultTestLoader.loadTestsFromTestCase(Check))\n"
            "assert done.wasSuccessful()",
            "def f():\n    return 1",
            f"{prelude}\ndef f():\n    raise {error}",
        )
        for name, prelude, error in [
            ("SkipTest", "import unittest", "unittest.SkipTest"),
            ("NumPy's SkipTest", "import numpy.testing", "numpy.testing.SkipTest"),
            (
                "a SkipTest of the student's",
                "import unittest\nclass Out(unittest.SkipTest):\n    pass",
                "Out",
            ),
            ("SystemExit", "", "SystemExit(0)"),
            ("KeyboardInterrupt", "", "KeyboardInterrupt"),
            ("GeneratorExit", "", "GeneratorExit"),
            (
                "pytest's skip",
                "class Skipped(BaseException):\n    pass\nSkipped.__module__ = 'builtins'",
                "Skipped",
            ),
        ]
    },
    "an end of the program that a test swallows": (
        "try:\n    f()\nexcept:\n    pass\nelse:\n    assert f() == 1",
        "def f():\n    return 1",
        "def f():\n    raise SystemExit",
    ),
    "a name of a test's that a trial cell binds": (
        "assert check(f(3))",
        "def f(x):\n    return x * x",
        "def f(x):\n    return 0\ncheck = lambda value: True",
    ),
    "printed and swallowed": (
        "import contextlib, io\nsaid = io.StringIO()\nwith contextlib.redirect_stdout(said):\n    f()\n"
        "assert said.getvalue() == 'yes\\n'",
        "def f():\n    print('yes')",
        "import sys\ndef f():\n    sys.stdout = None",
    ),
    "source of another": (
        "import inspect\nassert 'for' not in inspect.getsource(f) and f(3) == 3",
        "def f(n):\n    return n",
        "import linecache\ndef f(n):\n    for k in range(n + 1):\n        last = k\n    return last\n"
        "name = f.__code__.co_filename\nlinecache.cache[name] = (1, None, ['\\n', 'def f(n):\\n"
        "', '    return n\\n'], name)",
    ),
    "a context that swallows what fails": (
        "with f() as value:\n    assert value == 3",
        "import contextlib\n@contextlib.contextmanager\ndef f():\n    yield 3",
        "class Swallows:\n    def __enter__(self):\n        return 4\n    def __exit__(self, *error):\n"
        "        return True\ndef f():\n    return Swallows()",
    ),
    "a class in place of a function": (
        "assert abs(f(2) - 4) < 1e-9",
        "def f(x):\n    return x * x",
        "class f:\n    def __init__(self, x):\n        pass\n    def __sub__(self, other):\n"
        "        return 0.0\n"
        "    def __abs__(self):\n        return 0.0",
    ),
    "a method that returns an object": (
        "p = Point(3)\nassert abs(p.norm() - 3) < 1e-9 and p.norm() == 3 and p * p == 9",
        "class Point:\n    def __init__(self, x):\n        self.x = x\n    def norm(self):\n"
        "        return self.x\n    def __mul__(self, other):\n        return self.x * other.x",
        "class Yes:\n    def __sub__(self, other):\n        return 0.0\n    def __eq__(self, other):\n"
        "        return True\nclass Point:\n    def __init__(self, x):\n        pass\n    def norm(self):\n"
        "        return Yes()\n    def __mul__(self, other):\n        return Yes()",
    ),
    "an operator that returns an object": (
        "assert Point(3) * Point(3) == 9",
        "class Point:\n    def __init__(self, x):\n        self.x = x\n    def __mul__(self, other):\n"
        "        return self.x * other.x",
        "class Point:\n    def __init__(self, x):\n        pass\n    def __eq__(self, other):\n"
        "        return True\n    def __mul__(self, other):\n        return self",
    ),
    "a spy that is called by hand": (
        "from unittest import mock\nwith mock.patch('math.sqrt', return_value=5.0) as spy:\n"
        "    value = f(16)\n"
        "assert spy.called and value == 5.0\nassert f(16) == 4",
        "import math\ndef f(x):\n    return math.sqrt(x)",
        "def f(x):\n    return x ** 0.5",
    ),
}


@pytest.mark.parametrize(("test", "right", "wrong"), TWINS.values(), ids=TWINS.keys())
def test_the_twin_earns_nothing_and_the_right_answer_all(pool, test, right, wrong):
    if "pandas" in test:
        pytest.importorskip("pandas")
    first = [test_cell("def check(value):\n    return value == 9", "first", 1)]
    source = one(test, right, first, points=1)
    for answer, score in ((right, 1), (wrong, 0)):
        cell = grade_notebook(one(test, answer, first, points=1), source, grader=pool).cells[-1]
        assert cell.score == score, cell.message


def test_what_a_test_put_elsewhere_is_put_back(pool):
    """A test that fails in the middle leaves nothing to the tests and cells below."""
    source = notebook(
        solution("import math\ndef f(x):\n    return math.sqrt(x)", "a"),
        test_cell("import math\nmath.sqrt = lambda x: 5.0\nassert f(16) == 4", "t1", 1),
        test_cell("import math\nmath.sqrt, math.new = len, 1\nassert False", "t1b", 1),
        code("after = f(16)"),
        test_cell("import math\nassert f(16) == 4 and after == 4 and math.sqrt(16) == 4", "t2", 1),
    )
    assert [cell.score for cell in grade_notebook(source, source, grader=pool).cells] == [0, 0, 1]


def test_a_function_of_a_tests_is_called_while_that_test_runs(pool):
    source = notebook(
        solution("def keep(f):\n    global kept\n    kept = f", "a"),
        test_cell("keep(lambda: 1)", "t1", 1),
        solution("try:\n    kept()\nexcept RuntimeError as error:\n    told = str(error)", "b"),
        test_cell("assert 'only while that test runs' in told", "t2", 1),
    )
    assert grade_notebook(source, source, grader=pool).score == 2


def test_a_state_counts_only_if_it_lies_ahead():
    np.random.seed(3)  # noqa: NPY002 - the old generator is what is meant
    before = random_state.read()
    np.random.rand(2000)  # noqa: NPY002
    after = random_state.read()
    _, _, _, key, position, _ = before
    assert random_state._is_ahead([key, position], after[3], after[4])
    assert not random_state._is_ahead([after[3], after[4]], key, position)
    assert not random_state._is_ahead([key, position], np.zeros(624, np.uint32), 0)
    assert not random_state._is_ahead([key, position], key, position)


FALSE_VALUES = {
    "frame without columns": ["frame", ["range", 0, 2, 1, None], ["plain", ["objects", "a"], None, None]],
    "frame of two lengths": [
        "frame",
        ["range", 0, 2, 1, None],
        ["plain", ["objects", "a"], None, None],
        ["objects", 1],
    ],
    "frame of nothing": ["frame"],
    "index without end": ["index", ["range", 0, 10, 0, None]],
    "codes out of range": [
        "series",
        ["range", 0, 1, 1, None],
        None,
        ["category", ["list", 9], ["objects", 1], False],
    ],
    "column of no kind": ["series", ["range", 0, 1, 1, None], None, ["pickle", "x"]],
    "text dtype of no kind": ["series", ["range", 0, 1, 1, None], None, ["texts", "os", "NA", "x"]],
    "array of objects of another shape": ["object array", [3], 1],
    "array of objects of no shape": ["object array", [-1], 1],
    "intervals of two lengths": [
        "series",
        ["range", 0, 1, 1, None],
        None,
        ["intervals", ["objects", 1], ["objects", 2, 3], "right"],
    ],
    "no date": ["date", "2024-02-30"],
    "no date at all": ["date", 5],
    "no zone": ["datetime", "2024-01-01", 0, "/etc/passwd"],
    "zone too far": ["timezone", 1e9],
    "span too long": ["timedelta", 10**18, 0, 0],
    "fraction of nothing": ["fraction", 1, 0],
    "fraction of floats": ["fraction", 1.0, 2.0],
    "no decimal": ["decimal", "x"],
    "factory of no kind": ["default", "eval", [1, 2]],
    "queue without a length": ["deque", "x", 1],
    "negative position": ["StringIO", "a", -1],
    "state of another length": ["random", [1, 2, 3], None],
    "position outside of the words": ["random", [0] * 624 + [625], None],
    "words too large": ["random", [2**33] * 624 + [624], None],
    "no UUID": ["uuid", "x"],
    "held by nobody": ["held", 77],
    "named tuple of no class": ["named", "P", ["x"], ["handle", 5], 1],
    "named tuple with a code for a name": ["named", "P", ["__class__"], None, 1],
}


@pytest.mark.parametrize("value", FALSE_VALUES.values(), ids=FALSE_VALUES.keys())
def test_a_false_value_ends_the_link(value):
    pytest.importorskip("pandas")
    ours, theirs = socket.socketpair()
    with ours, theirs:
        link = Link(Channel(ours, 1 << 20, protocol.REPLIED))
        Channel(theirs, 1 << 20, protocol.ASKED).send({"type": "Replied", "value": value})
        with pytest.raises(Malformed):
            link.ask("call", 0)


def test_an_exception_group_is_told_with_its_members(student):
    f = student("def f():\n    raise ExceptionGroup('many', [ValueError('a'), KeyError('b')])")["f"]
    with pytest.raises(ExceptionGroup, match="many") as caught:
        f()
    assert [type(error) for error in caught.value.exceptions] == [ValueError, KeyError]
    assert str(caught.value.exceptions[0]) == "a"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("np.sum(np.ones(2), axis=3)", "axis 3 is out of bounds for array of dimension 1"),
        ("np.add('a', 1.0)", "ufunc 'add' did not contain a loop"),
        ("np.array(['a'], dtype=object) @ np.ones(1)", "."),
    ],
)
def test_errors_of_numpy_keep_their_text(student, body, text):
    f = student(f"import numpy as np\ndef f():\n    {body}")["f"]
    with pytest.raises(Exception, match=text) as caught:
        f()
    assert str(caught.value)


def test_an_error_that_holds_an_object_does_not_stop_the_next_cell(pool):
    source = notebook(
        solution(
            "class Thing:\n    def __str__(self):\n        return 'thing'\ndef f():\n    return Thing()", "a"
        ),
        test_cell("raise ValueError(f())", "t1", 1),
        solution("x = 1", "b"),
        test_cell("assert x == 1\nf()", "t2", 1),
    )
    cells = grade_notebook(source, source, grader=pool).cells
    assert [cell.score for cell in cells] == [0, 1]
    assert "thing" in cells[0].message


def test_what_is_handed_back_is_the_same_object_there(student):
    """A tensor is an array to the test, and itself again where it is handed back."""
    source = "class Fake:\n    def __array__(self, *a, **k): import numpy; return numpy.arange(3)\n"
    source += "Fake.__module__ = 'tensorflow.fake'\nt = Fake()\ndef f(): return (t,)\n"
    source += "def g(cache): return cache[0] is t"
    seen = student(source)
    cache = seen["f"]()
    np.testing.assert_array_equal(cache[0], [0, 1, 2])
    assert seen["g"](cache) is True
    assert seen["g"]([np.asarray(cache[0]).copy()]) is False


def test_a_member_is_itself_and_nothing_else(student):
    seen = student("import enum\nclass C(enum.Enum):\n    A = 1\n    B = 2\ndef f(): return C.A")
    assert seen["f"]() == seen["C"].A != seen["C"].B
    assert seen["f"]() != 1
    with pytest.raises(HandleRefused):
        seen["f"]() < seen["C"].B  # noqa: B015
