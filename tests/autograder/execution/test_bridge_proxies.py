"""What a test sees of the student's objects through the bridge."""

import inspect
import socket
import types
import warnings
from collections import deque

import numpy as np
import pytest

from autograder.sandbox import shell
from autograder.sandbox.bridge.errors import Stopped
from autograder.sandbox.bridge.proxies import Link
from autograder.sandbox.channel import Channel, Malformed


def test_calls_return_plain_data(student):
    f = student("def f(a, *b, c=1, **d): return [a, b, c, d]")["f"]
    assert f(1, 2.5, c="x", e=None) == [1, (2.5,), "x", {"e": None}]


def test_a_missing_name_is_a_missing_name(student):
    seen = student("x = 1")
    assert seen["x"] == 1
    with pytest.raises(KeyError):
        seen["y"]


CHANGES = {
    "array": ("a[0] = 9", lambda: np.zeros(3)),
    "array of shape ()": ("a[...] = 9", lambda: np.array(0.0)),
    "list": ("a.append([5]); a[0] = a[-1]", lambda: [1, 2]),
    "nested list": ("a[0][1].append(3)", lambda: [[1, [2]]]),
    "list of arrays": ("a[1] *= 2", lambda: [np.ones(2), np.ones(3)]),
    "dict": ("a['w'] = a.pop('v') + 1", lambda: {"v": np.arange(3)}),
    "array in a dict": ("a['v'] -= 1", lambda: {"v": np.arange(3.0)}),
    "set": ("a.discard(1); a.add((2, 3))", lambda: {1}),
    "bytearray": ("a[1:2] = b'xyz'", lambda: bytearray(b"abc")),
    "tuple of lists": ("a[0].clear()", lambda: ([1], [2])),
}


@pytest.mark.parametrize(("body", "make"), CHANGES.values(), ids=CHANGES.keys())
def test_changes_in_place_reach_the_caller(student, body, make):
    source = f"def f(a):\n    {body}"
    f, here = student(source)["f"], {}
    exec(source, here)
    given, expected = make(), make()
    f(given)
    here["f"](expected)
    assert repr(given) == repr(expected) != repr(make())


def test_changes_reach_through_a_view(student):
    f = student("def f(a): a += 1")["f"]
    base = np.zeros((4, 4))
    f(base[1:3, ::2])
    assert base.sum() == 4


def test_a_generator_goes_on_where_the_call_left_it(student):
    f = student("def f(rng): return rng.normal(size=3)")["f"]
    ours, reference = np.random.default_rng(1), np.random.default_rng(1)
    np.testing.assert_array_equal(f(ours), reference.normal(size=3))
    np.testing.assert_array_equal(ours.normal(size=2), reference.normal(size=2))


def test_unchanged_arguments_stay_the_same_objects(student):
    f = student("def f(a, b): return b, a")["f"]
    first, second = [1], np.ones(2)
    got = f(first, second)
    assert got[0] is second
    assert got[1] is first


def test_a_read_only_argument_cannot_be_changed(student):
    f = student("def f(a): a[0] = 1")["f"]
    array = np.zeros(2)
    array.flags.writeable = False
    with pytest.raises(ValueError, match="read-only"):
        f(array)


COUNTER = """
class Counter:
    'Counts.'
    limit = 3
    def __init__(self, start=0): self.value = start
    def step(self, by=1):
        self.value += by
        return self.value
    def __len__(self): return self.value
    def __getitem__(self, i): return i * 2
    def __iter__(self): return iter([1, 2])
    def __eq__(self, other): return True
    __hash__ = object.__hash__
    def __add__(self, other): return Counter(self.value + other)
    def __contains__(self, x): return x == 7
def make(): return Counter(4)
def forever():
    while True: yield 1
"""


def test_objects_stay_behind_and_answer(student):
    seen = student(COUNTER)
    counter = seen["Counter"](2)
    assert (counter.step(), counter.step(by=3), counter.value, len(counter)) == (3, 6, 6, 6)
    assert (counter[4], list(counter), 7 in counter, (counter + 1).value) == (8, [1, 2], True, 7)
    counter.value = 1
    assert counter.step() == 2
    with pytest.raises(AttributeError):
        counter.missing  # noqa: B018
    assert seen["Counter"].limit == 3
    assert seen["Counter"].__doc__ == "Counts."


def test_an_object_that_equals_everything_equals_nothing(student):
    liar = student(COUNTER)["make"]()
    for compare in (
        lambda: liar == 1,
        lambda: liar != 1,
        lambda: liar == 1,
        lambda: bool(liar),
        lambda: liar < 2,
    ):
        with pytest.raises(TypeError, match="an object of class Counter cannot be"):
            compare()


def test_classes_are_told_honestly(student):
    seen = student(COUNTER + "from collections import deque\nd = deque([1])\nclass L(list): pass\nl = L([1])")
    counter = seen["make"]()
    assert isinstance(counter, seen["Counter"])
    assert not isinstance(counter, list | int | np.ndarray)
    assert not isinstance(3, seen["Counter"])
    assert isinstance(seen["l"], list)
    assert isinstance(seen["d"], deque)
    assert isinstance(seen["make"], types.FunctionType)


def test_an_endless_iterator_is_stopped(student, monkeypatch):
    monkeypatch.setattr("autograder.sandbox.bridge.proxies.MAX_ITEMS", 20)
    with pytest.raises(RuntimeError, match="more than 20 items"):
        list(student(COUNTER)["forever"]())


def test_functions_keep_name_documentation_and_signature(student):
    f = student("def f(x, *, rate=0.1):\n    'Half.'")["f"]
    assert (f.__name__, f.__doc__) == ("f", "Half.")
    assert [(p.name, p.kind.name) for p in inspect.signature(f).parameters.values()] == [
        ("x", "POSITIONAL_OR_KEYWORD"),
        ("rate", "KEYWORD_ONLY"),
    ]
    assert callable(f)


def test_callables_of_the_test_are_called_back(student):
    seen = student("def apply(f, x): return f(x) + 1\ndef twice(f): return lambda x: f(f(x))")
    assert seen["apply"](lambda x: 10 * x, 2) == 21
    assert seen["apply"](np.tanh, 0.0) == 1
    assert seen["twice"](lambda x: x * 3)(2) == 18
    assert seen["apply"](lambda x: seen["apply"](lambda y: -y, x), 5) == -3


def test_an_error_in_the_tests_callable_comes_back(student):
    apply = student("def apply(f): return f()")["apply"]
    with pytest.raises(ZeroDivisionError):
        apply(lambda: 1 / 0)


@pytest.mark.parametrize(
    ("body", "kind", "match"),
    [
        ("raise ValueError('no')", ValueError, "^no$"),
        ("return {}['k']", KeyError, "'k'"),
        ("import numpy as np; np.linalg.inv(np.zeros((2, 2)))", np.linalg.LinAlgError, "Singular"),
        ("return f()", RecursionError, "recursion"),
        ("assert False, 'mine'", AssertionError, "mine"),
        ("raise StopIteration", StopIteration, "^$"),
        ("b'\\xff'.decode()", UnicodeDecodeError, "invalid start byte"),
        ("open('/no/such/file')", FileNotFoundError, "No such file"),
    ],
)
def test_exceptions_of_python_and_numpy_are_themselves(student, body, kind, match):
    with pytest.raises(kind, match=match):
        student(f"def f():\n    {body}")["f"]()


def test_exceptions_of_the_student_can_be_caught(student):
    seen = student(
        "class TooFar(ValueError): pass\nclass Further(TooFar): pass\n"
        "def f(): raise TooFar('by 3')\ndef g(): raise Further('by 4')"
    )
    with pytest.raises(seen["TooFar"], match="by 3"):
        seen["f"]()
    with pytest.raises(ValueError, match="by 4"):
        seen["g"]()
    assert issubclass(seen["TooFar"], ValueError)


def test_the_end_of_a_program_is_no_exception(student):
    with pytest.raises(Stopped, match="SystemExit"):
        student("def f(): raise SystemExit(3)")["f"]()


def test_tensors_come_as_arrays_that_know_numpy(student):
    source = "class Fake:\n    def __array__(self, *a, **k): import numpy; return numpy.arange(3)\n"
    source += "    def numpy(self): return self.__array__()\nFake.__module__ = 'tensorflow.fake'\nt = Fake()"
    tensor = student(source)["t"]
    assert isinstance(tensor, np.ndarray)
    assert type(tensor.numpy()) is np.ndarray
    np.testing.assert_array_equal(tensor, [0, 1, 2])


def test_an_array_like_object_is_an_array_for_numpy(student):
    source = "class V:\n    def __array__(self, *a, **k): import numpy; return numpy.ones(2)\nv = V()"
    np.testing.assert_array_equal(np.asarray(student(source)["v"]), [1, 1])


def test_what_cannot_cross_is_named(student):
    seen = student("import numpy as np\ndef f(): return np.zeros(2, dtype='i4,f8')\ndef g(x): pass")
    with pytest.raises(TypeError, match="cannot be compared"):
        seen["f"]()
    with pytest.raises(TypeError, match="cannot be handed"):
        seen["g"](types.SimpleNamespace())


@pytest.mark.parametrize(
    "reply",
    [
        5,
        [],
        {},
        {"v": ["nothing"]},
        {"v": 1, "m": [[9, 1]]},
        {"v": 1, "m": [[0, ["l"]], [0, 3]]},
        {"v": ["p", "h", "x", "object", [], ""]},
        {"v": ["p", "n", "os", "system"]},
        {"v": ["p", "n", "builtins", "eval"]},
        {"v": ["p", "n", "numpy", "load"]},
        {"x": {}},
        {"x": {"t": []}},
        {"x": {"t": ["builtins.ValueError"], "s": "a", "k": 5}},
        {"v": 1, "w": [1]},
        {"c": 12345, "a": [], "k": {}},
        {"c": "x"},
    ],
    ids=str,
)
def test_a_false_reply_ends_the_link(reply):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        link = Link(Channel(ours, 1 << 20))
        Channel(theirs, 1 << 20).send(reply)
        with pytest.raises(Malformed):
            link.ask("call", 0, [1])
        with pytest.raises(Malformed):
            link.ask("call", 0)


def test_warnings_are_warnings_here_too(student):
    recorder = shell.Recorder(1000)
    recorder.in_call = True
    with warnings.catch_warnings():
        recorder.take_warnings()
        warnings.simplefilter("always")
        warnings.warn("shaky", RuntimeWarning, stacklevel=1)
    assert recorder.drain()[1] == [["RuntimeWarning", "shaky"]]
