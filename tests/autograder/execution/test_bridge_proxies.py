"""What a test sees of the student's objects through the bridge."""

import inspect
import math
import operator
import socket
import types
import warnings
from collections import deque

import numpy as np
import pytest

from autograder.sandbox import protocol
from autograder.sandbox.bridge.errors import Stopped
from autograder.sandbox.bridge.handles import HandleRefused, ObjectHandle
from autograder.sandbox.bridge.proxies import Link
from autograder.sandbox.channel import Channel, Malformed
from autograder.sandbox.recorder import Recorder


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
    "large array, its last item": ("a[-1, -1] = 9", lambda: np.zeros((100, 100))),
    "large array of odd length": ("a[-1] = 9", lambda: np.zeros(99_999, np.uint8)),
    "large array in Fortran's order": ("a[-1, 0] = 9", lambda: np.asfortranarray(np.zeros((100, 100)))),
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
    def plus(self, other): return Counter(self.value + other)
def make(): return Counter(4)
def forever():
    while True: yield 1
"""


LIAR = """
asked = []
class Liar:
    def says_yes(self, *operands):
        asked.append(operands)
        return True
def make(): return Liar()
for name in ("eq ne lt le gt ge add sub mul truediv floordiv mod divmod pow matmul lshift rshift and or "
             "xor").split():
    setattr(Liar, f"__{name}__", Liar.says_yes)
    setattr(Liar, f"__r{name}__", Liar.says_yes)
for name in ("neg pos abs invert round int float complex index bool len iter next reversed contains getitem "
             "setitem delitem array bytes").split():
    setattr(Liar, f"__{name}__", Liar.says_yes)
Liar.__hash__ = object.__hash__
"""
VARIABLE = """
import numpy as np
class Variable:
    value = np.ones(3)
    reads = 0
    def assign(self, value): self.value = np.asarray(value)
    def __array__(self, *arguments, **more):
        self.reads += 1
        return self.value if self.reads == 1 else np.empty(0)
Variable.__module__ = "keras.src.backend"
weight = Variable()
def change(): weight.assign([])
"""


def test_objects_stay_behind_and_answer(student):
    seen = student(COUNTER)
    counter = seen["Counter"](2)
    assert (counter.step(), counter.step(by=3), counter.value) == (3, 6, 6)
    assert counter.plus(1).value == 7
    counter.value = 1
    assert counter.step() == 2
    with pytest.raises(AttributeError):
        counter.missing  # noqa: B018
    assert seen["Counter"].limit == 3
    assert seen["Counter"].__doc__ == "Counts."


OPERATIONS = {
    "==": lambda liar: liar == 1,
    "== reflected": lambda liar: 1 == liar,  # noqa: SIM300 - the student's operator must not be asked
    "!=": lambda liar: liar != 1,
    "!= reflected": lambda liar: 1 != liar,  # noqa: SIM300
    "<": lambda liar: liar < 2,
    ">= reflected": lambda liar: 2 >= liar,  # noqa: SIM300
    "list ==": lambda liar: [liar] == [1],
    "tuple in": lambda liar: 1 in (liar,),
    "in": lambda liar: 7 in liar,
    "bool": bool,
    "if": lambda liar: 1 if liar else 2,
    "-": lambda liar: liar - 1,
    "- reflected": lambda liar: 1 - liar,
    "+=": lambda liar: operator.iadd(liar, 1),
    "array -": lambda liar: np.ones(2) - liar,
    "- array": lambda liar: liar - np.ones(2),
    "array ==": lambda liar: np.ones(2) == liar,
    "NumPy number <": lambda liar: np.float64(1) < liar,
    "@": lambda liar: np.eye(2) @ liar,
    "**": lambda liar: 2**liar,
    "divmod": lambda liar: divmod(liar, 2),
    "<<": lambda liar: 1 << liar,
    "abs": abs,
    "negative": lambda liar: -liar,
    "round": lambda liar: round(liar, 9),
    "int": int,
    "float": float,
    "complex": complex,
    "index": lambda liar: [1, 2][liar],
    "len": len,
    "iter": list,
    "reversed": reversed,
    "next": next,
    "item": lambda liar: liar[0],
    "set item": lambda liar: operator.setitem(liar, 0, 1),
    "delete item": lambda liar: operator.delitem(liar, 0),
    "unpacked": lambda liar: print(*liar),
    "sum": lambda liar: sum([liar]),
    "sorted": lambda liar: sorted([liar, liar]),
    "math": lambda liar: math.isclose(liar, 1.0),
    "array": np.asarray,
    "bytes": bytes,
    "allclose": lambda liar: np.allclose(liar, 1.0),
    "testing": lambda liar: np.testing.assert_allclose(liar, 1.0),
    "norm": lambda liar: np.linalg.norm(liar),
    "ufunc": lambda liar: np.add(liar, 1),
    "array of objects": lambda liar: np.array([1.0]) + np.array([liar], dtype=object),
}


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS.keys())
def test_no_operator_of_the_students_decides(student, operation):
    seen = student(LIAR)
    liar = seen["make"]()
    with pytest.raises(
        HandleRefused, match=r"^`make` returned an object of class Liar where .* was expected$"
    ):
        operation(liar)
    assert seen["asked"] == [], "what the test expects has reached the student's code"


def test_a_refusal_names_the_function_only_if_its_result_was_used(student):
    seen = student(LIAR)
    first = seen["make"]()
    seen["make"]()
    with pytest.raises(HandleRefused, match=r"^an object of class Liar stands where a number was expected$"):
        first + 1


def test_a_variable_is_read_and_has_one_value_between_two_calls(student):
    seen = student(VARIABLE)
    weight, change = seen["weight"], seen["change"]
    assert weight.shape == (3,)
    np.testing.assert_array_equal(weight, [1, 1, 1])
    assert (weight - 1 == 0).all()
    assert (len(weight), float(weight[0]), weight.ndim) == (3, 1.0, 1)
    assert isinstance(np.asarray(weight), np.ndarray)
    change()
    assert np.asarray(weight).shape == (0,)


def test_an_array_of_a_students_own_class_is_what_it_holds(student):
    source = (
        "import numpy as np\nclass Close(np.ndarray):\n    def __array_ufunc__(self, *a, **k): return True\n"
    )
    close = student(source + "def f(): return np.zeros(2).view(Close)")["f"]()
    assert type(close) is np.ndarray
    np.testing.assert_array_equal(close, [0, 0])


def test_a_class_that_only_says_that_it_is_a_number_is_none(student):
    source = "class float: pass\nfloat.__module__, float.__qualname__ = 'builtins', 'float'\nx = float()"
    assert not isinstance(student(source)["x"], float | int | np.ndarray | str)


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
    monkeypatch.setattr("autograder.sandbox.bridge.handles.MAX_ITEMS", 20)
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
        ("raise StopIteration", RuntimeError, "raised StopIteration"),
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


def test_what_cannot_cross_is_named(student):
    seen = student("import numpy as np\ndef f(): return np.zeros(2, dtype='i4,f8')\ndef g(x): pass")
    with pytest.raises(TypeError, match="cannot be compared"):
        seen["f"]()
    with pytest.raises(TypeError, match="cannot be handed"):
        seen["g"](object())


REPLIES = {
    "no record": 5,
    "a list": [],
    "another record": {"type": "Ask", "action": "call", "target": 0},
    "no type": {"value": 1},
    "unknown field": {"type": "Replied", "value": 1, "more": 1},
    "no value": {"type": "Replied", "value": ["nothing"]},
    "change of nothing": {"type": "Replied", "changes": [[9, 1]]},
    "change of another kind": {"type": "Replied", "changes": [[0, ["list"]], [0, 3]]},
    "number of a handle": {"type": "Replied", "value": ["reference", ["handle", "x", "object", ["A"]]]},
    "kind of a handle": {"type": "Replied", "value": ["reference", ["handle", 1, "thing", ["A"]]]},
    "handle without a class": {"type": "Replied", "value": ["reference", ["handle", 1]]},
    "function of another module": {"type": "Replied", "value": ["reference", ["shared", "os", "system"]]},
    "built-in function": {"type": "Replied", "value": ["reference", ["shared", "builtins", "eval"]]},
    "NumPy's reader": {"type": "Replied", "value": ["reference", ["shared", "numpy", "load"]]},
    "callable of the judge's": {"type": "Replied", "value": ["reference", ["callable", 1]]},
    "failure without classes": {"type": "Replied", "failure": {"classes": []}},
    "failure of no class": {"type": "Replied", "failure": {}},
    "class of a failure": {
        "type": "Replied",
        "failure": {"classes": ["builtins.ValueError"], "student_class": ["handle", 1, "object", ["a.B"]]},
    },
    "warning": {"type": "Replied", "warned": [1]},
    "call of nothing": {"type": "CallBack", "number": 12345},
    "call of a text": {"type": "CallBack", "number": "x"},
}


@pytest.mark.parametrize("reply", REPLIES.values(), ids=REPLIES.keys())
def test_a_false_reply_ends_the_link(reply):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        link = Link(Channel(ours, 1 << 20, protocol.REPLIED))
        Channel(theirs, 1 << 20, protocol.ASKED).send(reply)
        with pytest.raises(Malformed):
            link.ask("call", 0, [1])
        with pytest.raises(Malformed):
            link.ask("call", 0)


def test_a_true_reply_is_read():
    """The false replies above are false in one thing each: this is what they are told from."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        link = Link(Channel(ours, 1 << 20, protocol.REPLIED))
        reference = ["reference", ["handle", 1, "object", ["A"]]]
        for reply in (
            {"value": 1},
            {"value": ["list", 1]},
            {"changes": [[0, ["list", 2]]]},
            {"value": reference},
        ):
            Channel(theirs, 1 << 20, protocol.ASKED).send({"type": "Replied"} | reply)
        given = [1]
        assert link.ask("call", 0) == 1
        assert link.ask("call", 0) == [1]
        assert link.ask("call", 0, given) is None
        assert given == [2]
        assert isinstance(link.ask("call", 0), ObjectHandle)


def test_warnings_of_the_students_code_are_kept_as_data():
    recorder = Recorder(1000)
    recorder.in_call = True
    with warnings.catch_warnings():
        recorder.take_warnings()
        warnings.simplefilter("always")
        warnings.warn("shaky", RuntimeWarning, stacklevel=1)
    assert recorder.drain().warned == [protocol.Warned("RuntimeWarning", "shaky")]


@pytest.mark.parametrize(
    ("category", "expected"),
    [("RuntimeWarning", RuntimeWarning), ("MyWarning", UserWarning), ("ValueError", UserWarning)],
)
def test_warnings_are_warnings_here_too(category, expected):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        link = Link(Channel(ours, 1 << 20, protocol.REPLIED))
        reply = protocol.Replied(7, warned=(protocol.Warned(category, "shaky"),))
        for _ in range(2):
            Channel(theirs, 1 << 20, protocol.ASKED).send(reply)
        with pytest.warns(expected, match="shaky"):
            assert link.ask("call", 0) == 7
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with pytest.raises(expected, match="shaky"):
                link.ask("call", 0)
        assert link.broken is None
