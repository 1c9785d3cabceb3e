"""Why a test stumbled over what the student's function returned, in a sentence: one table.

Python says what it could not do ("KeyError: 0"); a student needs to know what the function gave back and what
was expected of it. A row of the table tells it by the exception and the class of what was returned.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from autograder.sandbox.protocol import TestFailure

KINDS = {
    "list": "a list",
    "tuple": "a tuple",
    "dict": "a dict",
    "str": "a text",
    "bytes": "bytes",
    "int": "an int",
    "set": "a set",
    "float": "a float",
    "bool": "a bool",
    "NoneType": "nothing (None)",
    "complex": "a complex number",
    "ndarray": "an array",
    "function": "a function",
    "method": "a method",
}
"""What a student calls a class."""
_NUMBERS = frozenset({"int", "float", "bool", "complex"})
_SEQUENCES = frozenset({"list", "tuple"})
_ARRAY_WORDS = {
    *("shape", "dtype", "ndim", "size", "nbytes", "T", "mean", "sum", "std", "var", "min", "max", "round"),
    *("reshape", "astype", "copy", "ravel", "flatten", "transpose", "dot", "tolist", "all", "any", "clip"),
    *("argmax", "argmin", "item", "numpy"),
}


@dataclass(frozen=True)
class Row:
    """One way to stumble."""

    message: str
    """Regular expression for the exception, "KeyError: 0"."""
    returned: frozenset[str]
    """Classes of what was returned."""
    expected: str
    """The end of the sentence; ``{group}`` is a group of the expression."""
    counts: bool = False
    """Whether the sentence says how many items were returned, or of which shape."""
    holds: Callable[[TestFailure, re.Match[str]], bool] = lambda failure, found: True
    """What else must be so."""


def _named(failure: TestFailure, found: re.Match[str]) -> bool:
    """Whether the message is about the class that was returned."""
    return found["name"] == failure.returned or failure.returned == "ndarray"


TABLE = (
    Row(
        r"(TypeError|AttributeError): .*NoneType",
        frozenset({"NoneType"}),
        "where a value was expected. Is a `return` missing?",
    ),
    Row(
        r"(TypeError|AttributeError): .*NoneType",
        frozenset({"tuple", "list", "dict"}),
        "in which nothing (None) stands where a value was expected",
        holds=lambda failure, found: "NoneType" in failure.returned_items,
    ),
    Row(
        r"AttributeError: '(?P<name>\w+)' object has no attribute '(?P<what>\w+)'",
        frozenset(KINDS) - {"NoneType", "ndarray"},
        "where an array was expected",
        holds=lambda failure, found: _named(failure, found) and found["what"] in _ARRAY_WORDS,
    ),
    Row(
        r"AttributeError: '(?P<name>\w+)' object has no attribute '(?P<what>\w+)'",
        frozenset(KINDS) - {"NoneType"},
        "where an object with `{what}` was expected",
        holds=_named,
    ),
    Row(r"KeyError: -?\d+$", frozenset({"dict"}), "where a tuple or a list was expected"),
    Row(r"KeyError: '(?P<what>\w+)'$", frozenset({"dict"}), "without the key `{what}`, which was expected"),
    Row(
        r"TypeError: (list|tuple) indices must be integers or slices, not (str|tuple)",
        _SEQUENCES,
        "where a dict or an array was expected",
    ),
    Row(
        r"TypeError: string (indices|index)",
        frozenset({"str"}),
        "where a list, a tuple or a dict was expected",
    ),
    Row(
        r".*(TypeError|UFuncTypeError|UFuncNoLoopError): .*(ufunc '|<U\d|'str'|not str\b|concatenate str)"
        r"|ValueError: could not convert string to float",
        frozenset({"str"}),
        "where a number or an array was expected",
    ),
    Row(
        r".*(TypeError|UFuncTypeError|UFuncNoLoopError): "
        r".*(ufunc '|'(dict|set|function|method)'|not '?(dict|set)\b)",
        frozenset({"dict", "set", "function", "method"}),
        "where a number or an array was expected",
    ),
    Row(
        r"TypeError: unsupported operand type\(s\) for .*: .*'(?P<name>list|tuple)'|"
        r"TypeError: can't multiply sequence by non-int|TypeError: bad operand type .*: '(list|tuple)'|"
        r"TypeError: can only concatenate (list|tuple)|TypeError: .* must be real number, not (list|tuple)",
        _SEQUENCES,
        "where a number or an array was expected",
    ),
    Row(
        r"ValueError: .*(inhomogeneous shape|setting an array element with a sequence)",
        _SEQUENCES,
        "whose items have different lengths, where an array was expected",
    ),
    Row(
        r"ValueError: (not enough|too many) values to unpack \(expected (?P<what>\d+)",
        frozenset({"list", "tuple", "dict", "str", "ndarray", "set"}),
        "where {what} values were expected",
        counts=True,
    ),
    Row(
        r"TypeError: cannot unpack non-iterable (?P<name>\w+) object",
        _NUMBERS | {"function", "method"},
        "where several values were expected",
        holds=_named,
    ),
    Row(
        r"TypeError: iteration over a 0-d array",
        frozenset({"ndarray"}),
        "where several values were expected",
        True,
    ),
    Row(
        r"ValueError: zip\(\) argument \d+ is (shorter|longer)",
        frozenset({"list", "tuple", "dict", "ndarray"}),
        "where another number of items was expected",
        counts=True,
    ),
    Row(
        r"IndexError: ((list|tuple|string) index out of range|index -?\d+ is out of bounds)",
        frozenset({"list", "tuple", "str", "ndarray"}),
        "where more were expected",
        counts=True,
    ),
    Row(
        r"(IndexError: (too many indices for array|invalid index to scalar)|AxisError: )",
        frozenset({"ndarray", *_NUMBERS}),
        "where an array of more dimensions was expected",
        counts=True,
    ),
    Row(
        r"TypeError: ('(?P<name>\w+)' object is not (subscriptable|iterable)"
        r"|object of type '(?P<other>\w+)' has no len)",
        _NUMBERS | {"function", "method", "NoneType", "set"},
        "where a list, a tuple or an array was expected",
        holds=lambda failure, found: failure.returned in (found["name"], found["other"]),
    ),
    Row(
        r"TypeError: '(?P<name>\w+)' object is not callable",
        frozenset(KINDS) - {"function", "method"},
        "where a function was expected",
        holds=_named,
    ),
    Row(
        r"TypeError: only (length-1|0-dimensional) arrays can be converted"
        r"|ValueError: The truth value of an array",
        frozenset({"ndarray"}),
        "where a single number was expected",
        counts=True,
    ),
    Row(
        r"ValueError: (operands could not be broadcast|matmul: Input operand|shapes .* not aligned"
        r"|cannot reshape)",
        frozenset({"ndarray", "list", "tuple"}),
        "which does not fit what it is compared or computed with",
        counts=True,
    ),
)
"""The ways to stumble; the first that fits is told."""


def sentence(failure: TestFailure) -> str | None:
    """What was returned and what was expected; None if no row of the table fits.

    Args:
        failure: why the test did not run to its end; the student's code did not raise it.
    """
    if not failure.call or failure.from_student:
        return None
    told = f"{failure.kind}: {failure.message}"
    for row in TABLE:
        if failure.returned not in row.returned:
            continue
        found = re.match(row.message, told, re.DOTALL)
        if found and row.holds(failure, found):
            groups = {name: value or "" for name, value in found.groupdict().items()}
            what = counted(failure) if row.counts else KINDS[failure.returned]
            comma = "," if row.expected.startswith(("which", "whose")) else ""
            told = f"`{failure.call}` returned {what}{comma} {row.expected.format(**groups)}"
            return told if told.endswith("?") else f"{told}."
    return None


def counted(failure: TestFailure) -> str:
    """What was returned, and how much of it."""
    kind, length = KINDS.get(failure.returned, failure.returned), failure.returned_length
    if failure.returned == "ndarray":
        return f"an array of shape {failure.returned_shape}" if failure.returned_shape else "a number"
    if length is None:
        return kind
    if failure.returned == "str":
        return f"a text of {length} character{'s'[: length != 1]}"
    return f"{kind} of {length} item{'s'[: length != 1]}" if length else f"an empty {kind.split()[-1]}"


def hint(failure: TestFailure) -> str:
    """What stands before the words of an assertion where what was returned looks like a slip; else empty."""
    single = failure.returned == "tuple" and failure.returned_length == 1
    said = " comma " in failure.message
    if failure.kind == "AssertionError" and failure.call and single and not said:
        return (
            f"`{failure.call}` returned a tuple of one item: is there a comma too many at the end of a line? "
        )
    return ""


def wrong_call(failure: TestFailure) -> str | None:
    """What Python says of a call that the student's function does not take; None if it is no such call."""
    found = re.match(
        r"\S+\(\) ((?:missing|takes|got|needs) .*(?:argument|arguments|keyword).*)",
        failure.message,
        re.DOTALL,
    )
    at_boundary = failure.from_student and failure.kind == "TypeError" and not failure.students_line
    return found[1] if found and at_boundary else None


def asks_for_input(kind: str, message: str) -> bool:
    """Whether an exception is that of a code that asks for input while nobody is there."""
    return kind in ("EOFError", "StdinNotImplementedError") or "input requests" in message
