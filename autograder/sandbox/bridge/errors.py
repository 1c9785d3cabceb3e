"""Exceptions as names, messages and plain arguments."""

from __future__ import annotations

import builtins
import contextlib
import re
import sys
from collections.abc import Callable
from typing import Any

from autograder.sandbox.bridge.values import CannotCross, Decoder, Encoder
from autograder.sandbox.protocol import Data, Failure, HandleReference, Place, Reference

MESSAGE_CHARACTERS = 2000
"""Longest message of an exception that crosses."""
_COUNT = re.compile(r" \(\d+ sub-exceptions?\)$")
_MEMBERS, _DEPTH = 20, 4
"""Most exceptions of a group that cross, and most groups within each other."""


class Stopped(BaseException):
    """The student's code raised something that ends a program, such as `SystemExit`."""


def describe(
    error: BaseException, refer: Callable[[object], Reference] | None, place: Place | None, depth: int = 0
) -> Failure:
    """What crosses of an exception; its arguments come along where they are plain.

    Args:
        error: the exception.
        refer: describes the exception's class, where it is the student's own; None where nobody asks.
        place: the student's line that raised it.
        depth: how many groups of exceptions it is in.
    """
    members: tuple[BaseException, ...] = ()
    if isinstance(error, BaseExceptionGroup) and depth < _DEPTH:
        members = error.exceptions[:_MEMBERS]
    classes = [kind for kind in type(error).__mro__ if issubclass(kind, BaseException)]
    student_class = refer(classes[0]) if refer and classes[0].__module__ == "__main__" else None
    return Failure(
        tuple(f"{kind.__module__}.{kind.__qualname__}"[:200] for kind in classes[:12]),
        message(error),
        place,
        student_class if isinstance(student_class, HandleReference) else None,
        _arguments(error),
        tuple(describe(member, refer, None, depth + 1) for member in members),
    )


def _arguments(error: BaseException) -> Data:
    """The arguments as JSON data; None where they are not plain, and the message has to do."""
    with contextlib.suppress(Exception):
        encoder = Encoder(_refuse)
        arguments = encoder.encode(list(error.args))
        if not encoder.blobs and len(str(arguments)) < MESSAGE_CHARACTERS:
            return arguments
    return None


def rebuild(failure: Failure, student_class: Callable[[HandleReference], type]) -> BaseException:
    """The exception that `describe` described, for the judge to raise.

    A built-in or NumPy class is itself again, a class of the student's is the one that the judge knows.

    Raises:
        ValueError, TypeError, LookupError: if the failure does not describe an exception.
    """
    names = failure.classes
    known = [kind for kind in map(class_called, names) if kind is not None]
    text = failure.message[:MESSAGE_CHARACTERS]
    if any(issubclass(kind, BaseExceptionGroup) for kind in known) and failure.members:
        return _located(_group(failure, student_class), failure)
    if not any(issubclass(kind, Exception) for kind in known):
        return _located(Stopped(names[0].removeprefix("builtins.")), failure)
    arguments: list[Any] = [text]
    if failure.arguments is not None:
        arguments = [*Decoder([], _refuse).decode(failure.arguments)]
    if failure.student_class is not None:
        kind = student_class(failure.student_class)
    elif class_called(names[0]) is None:
        kind = type(names[0].rpartition(".")[2], (known[0],), {"__str__": lambda error: text})
    else:
        kind = known[0]
    return _located(_make(kind, arguments, text), failure)


def _make(kind: type[BaseException], arguments: list[Any], text: str) -> BaseException:
    """An exception of a class with a text; what its arguments are for, only the class knows."""
    if kind.__module__ == "__main__" or "_number" in vars(kind):
        error: BaseException = kind.__new__(kind, *arguments)
        error.args = tuple(arguments)
        return error
    with contextlib.suppress(Exception):  # it may want arguments that did not cross
        made: BaseException = kind(*arguments)
        if message(made) == text:
            return made
    body = {"__module__": kind.__module__, "__str__": lambda error: text}
    worded: type[BaseException] = type(kind.__name__, (kind,), body)
    inside = (text, [Exception(text)]) if issubclass(worded, BaseExceptionGroup) else ()
    return worded.__new__(worded, *inside)


def _group(failure: Failure, student_class: Callable[[HandleReference], type]) -> BaseException:
    members = [rebuild(member, student_class) for member in failure.members[:_MEMBERS]]
    stopped = next((member for member in members if isinstance(member, Stopped)), None)
    if stopped is not None:
        return stopped
    text = _COUNT.sub("", failure.message[:MESSAGE_CHARACTERS])
    return ExceptionGroup(text, [member for member in members if isinstance(member, Exception)])


def _located(error: BaseException, failure: Failure) -> BaseException:
    error.__dict__["from_student"] = True
    if (place := failure.place) is not None:
        error.__dict__["place"] = Place(place.cell[:200], place.line, place.text[:200])
    return error


def class_called(name: str) -> type[BaseException] | None:
    """The exception class ``name`` of Python or NumPy; None for any other name.

    One that tells a test runner to pass over a test is no error of a student's function, whoever has it.
    """
    module, _, attribute = name.rpartition(".")
    if module == "builtins":
        found = getattr(builtins, attribute, None)
    elif module.partition(".")[0] == "numpy" and module in sys.modules:
        found = vars(sys.modules[module]).get(attribute)
    else:
        return None
    if not isinstance(found, type) or not issubclass(found, BaseException):
        return None
    return found if found.__module__.partition(".")[0] in ("builtins", "numpy") else None


def message(error: BaseException) -> str:
    """The exception's text, cut; empty where it has none that can be had."""
    try:
        return str(error)[:MESSAGE_CHARACTERS]
    except Exception:
        return ""


def _refuse(value: object) -> Any:
    raise CannotCross("an exception's arguments cross only where they are plain")
