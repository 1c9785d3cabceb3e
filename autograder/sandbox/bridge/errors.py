"""Exceptions as names, messages and plain arguments."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable

from autograder.sandbox.bridge.values import CannotCross, Decoder, Encoder

MESSAGE_CHARACTERS = 2000
"""Longest message of an exception that crosses."""


class Stopped(BaseException):
    """The student's code raised something that ends a program, such as `SystemExit`."""


def describe(error: BaseException, refer: Callable[[object], list], where: list | None) -> dict:
    """JSON data for an exception; its arguments come along where they are plain.

    Args:
        error: the exception.
        refer: describes the exception's class, where it is the student's own.
        where: cell, line and text of the student's line that raised it.
    """
    kinds = [kind for kind in type(error).__mro__ if issubclass(kind, BaseException)]
    described = {"t": [f"{kind.__module__}.{kind.__qualname__}"[:200] for kind in kinds[:12]], "w": where}
    described["s"] = message(error)
    if kinds[0].__module__ == "__main__":
        described["k"] = refer(kinds[0])
    try:
        encoder = Encoder(_refuse)
        arguments = encoder.encode(list(error.args))
        if not encoder.blobs and len(str(arguments)) < MESSAGE_CHARACTERS:
            described["a"] = arguments
    except Exception:
        pass  # the message has to do
    return described


def rebuild(described: dict, student_class: Callable[[list], type]) -> BaseException:
    """The exception that `describe` described, for the judge to raise.

    A built-in or NumPy class is itself again, a class of the student's is the one that the judge knows.

    Raises:
        ValueError, TypeError, KeyError, IndexError: if ``described`` is no description.
    """
    names = [str(name) for name in described["t"]]
    kinds = [kind for kind in map(_known, names) if kind is not None]
    text = str(described["s"])[:MESSAGE_CHARACTERS]
    if not any(issubclass(kind, Exception) for kind in kinds):
        stopped = Stopped(names[0].removeprefix("builtins."))
        return _located(stopped, described)
    arguments = Decoder([], _refuse).decode(described["a"]) if "a" in described else [text]
    if "k" in described:
        kind = student_class(described["k"])
    elif _known(names[0]) is None:
        kind = type(names[0].rpartition(".")[2], (kinds[0],), {"__str__": lambda error: text})
    else:
        kind = kinds[0]
    return _located(_make(kind, arguments, text), described)


def _make(kind: type, arguments: list, text: str) -> BaseException:
    if kind.__module__ != "builtins":
        error = kind.__new__(kind, *arguments)
        error.args = tuple(arguments)
        return error
    try:
        error = kind(*arguments)
        if message(error) == text:
            return error
    except TypeError:
        pass  # it wants arguments that did not cross
    worded = type(kind.__name__, (kind,), {"__module__": "builtins", "__str__": lambda error: text})
    return worded.__new__(worded)


def _located(error: BaseException, described: dict) -> BaseException:
    where = described.get("w")
    error.__dict__["from_student"] = True
    if type(where) is list and len(where) == 3:
        error.__dict__["where"] = (str(where[0])[:200], int(where[1]), str(where[2])[:200])
    return error


def _known(name: str) -> type | None:
    """The exception class ``name`` of Python or NumPy; None for any other name."""
    module, _, attribute = name.rpartition(".")
    if module == "builtins":
        found = getattr(builtins, attribute, None)
    elif module.partition(".")[0] == "numpy" and module in sys.modules:
        found = vars(sys.modules[module]).get(attribute)
    else:
        return None
    return found if isinstance(found, type) and issubclass(found, BaseException) else None


def message(error: BaseException) -> str:
    """The exception's text, cut; empty where it has none that can be had."""
    try:
        return str(error)[:MESSAGE_CHARACTERS]
    except Exception:
        return ""


def _refuse(value: object) -> list:
    raise CannotCross("an exception's arguments cross only where they are plain")
