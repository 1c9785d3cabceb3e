"""The worker's end of the bridge: performs the judge's requests on the student's objects.

Plain results go back by value; anything else stays here and goes back as a numbered handle. This module runs
beside the student's code, so nothing that it says is believed.
"""

from __future__ import annotations

import inspect
import operator
import sys
import types
from collections.abc import Callable

import numpy as np

from autograder.sandbox.bridge import errors
from autograder.sandbox.bridge.changes import Snapshot
from autograder.sandbox.bridge.values import Decoder, Encoder
from autograder.sandbox.channel import Channel, TooLarge

OPERATORS = (
    "add",
    "sub",
    "mul",
    "truediv",
    "floordiv",
    "mod",
    "pow",
    "matmul",
    "and_",
    "or_",
    "xor",
    "neg",
    "pos",
    "abs",
    "invert",
    "contains",
    "index",
    "getitem",
    "setitem",
    "delitem",
)
"""Functions of the module `operator` that a request may name."""
_FUNCTIONS = (types.FunctionType, types.BuiltinFunctionType, types.MethodType, types.BuiltinMethodType)
_TEXT = 2000


class Server:
    """Answers requests about the objects in ``namespace`` and about all that it has handed out."""

    def __init__(
        self,
        channel: Channel,
        namespace: dict,
        own_names: frozenset[str] = frozenset(),
        where: Callable[[BaseException], list | None] = lambda error: None,
        drain: Callable[[], tuple[str, list]] = lambda: ("", []),
    ) -> None:
        """Serve over ``channel``.

        Args:
            channel: to the judge.
            namespace: the student's global names.
            own_names: names in it that are not the student's.
            where: cell, line and text of the student's line that raised an exception.
            drain: what was printed and warned since it was called last.
        """
        self.channel = channel
        self.namespace = namespace
        self._own_names = own_names
        self._where = where
        self._drain = drain
        self._objects: list[object] = []
        self._numbers: dict[int, int] = {}
        self._callables: dict[int, Callable] = {}

    def answer(self, request: dict, blobs: list[memoryview]) -> bool:
        """Perform one request and send its reply; False where the judge says that it has no more for now."""
        if request["op"] == "rest":
            return False
        decoder = Decoder(blobs, self._resolve)
        try:
            target = self._target(request)
            arguments = [decoder.decode(argument) for argument in request["a"]]
            keywords = {name: decoder.decode(argument) for name, argument in request.get("k", {}).items()}
            before = Snapshot(decoder.tracked)
            value, error = self._perform(request, target, arguments, keywords)
            encoder = Encoder(self.refer, decoder.tracked)
            reply = {"m": before.changes(encoder)}
            if error is None:
                reply["v"] = encoder.encode(value)
            else:
                reply["x"] = errors.describe(error, self.refer, self._where(error))
            self._send(reply, encoder.blobs)
        except (Exception, KeyboardInterrupt, SystemExit) as error:
            self._send({"x": errors.describe(error, self.refer, self._where(error))})
        return True

    def refer(self, value: object) -> list:
        """Describe an object that stays here: its number, kind, classes and what the kind needs."""
        shared = _shared_name(value)
        if shared is not None:
            return ["n", *shared]
        number = self._numbers.get(id(value))
        if number is None:
            number = self._numbers[id(value)] = len(self._objects)
            self._objects.append(value)
        kind = _kind(value)
        mro = [
            f"{c.__module__}.{c.__qualname__}"[:200]
            for c in type.mro(value if kind == "class" else type(value))
        ]
        return [
            "h",
            number,
            kind,
            mro[:20],
            _signature(value) if kind in ("function", "method") else _doc(value),
        ]

    def _perform(
        self, request: dict, target: object, arguments: list, keywords: dict
    ) -> tuple[object, BaseException | None]:
        self._drain()
        try:
            return self._operations[request["op"]](self, request, target, arguments, keywords), None
        except BaseException as error:
            return None, error

    def _target(self, request: dict) -> object:
        return None if request["n"] is None else self._objects[request["n"]]

    def _global(self, request: dict, target: object, arguments: list, keywords: dict) -> list:
        """The student's object of a name, in a list; an empty list without one."""
        (name,) = arguments
        return [self.namespace[name]] if name in self.namespace and name not in self._own_names else []

    def _take(self, request: dict, target: object, arguments: list, keywords: dict) -> bool:
        """Delete one of the student's names; whether there was one."""
        found = bool(self._global(request, target, arguments, keywords))
        if found:
            del self.namespace[arguments[0]]
        return found

    def _put(self, request: dict, target: object, arguments: list, keywords: dict) -> None:
        """Give an object a name."""
        self.namespace[arguments[0]] = target

    def _special(self, request: dict, target: object, arguments: list, keywords: dict) -> object:
        if request["f"] not in OPERATORS:
            raise ValueError("no such operator")
        operands = [*arguments, target] if request.get("reflected") else [target, *arguments]
        return getattr(operator, request["f"])(*operands)

    _operations: dict[str, Callable] = {  # noqa: RUF012 - never changed
        "global": _global,
        "take": _take,
        "put": _put,
        "call": lambda self, request, target, arguments, keywords: target(*arguments, **keywords),
        "get": lambda self, request, target, arguments, keywords: getattr(target, arguments[0]),
        "set": lambda self, request, target, arguments, keywords: setattr(target, *arguments),
        "del": lambda self, request, target, arguments, keywords: delattr(target, arguments[0]),
        "len": lambda self, request, target, arguments, keywords: len(target),
        "iter": lambda self, request, target, arguments, keywords: iter(target),
        "next": lambda self, request, target, arguments, keywords: next(target),
        "str": lambda self, request, target, arguments, keywords: str(target)[:_TEXT],
        "repr": lambda self, request, target, arguments, keywords: repr(target)[:_TEXT],
        "format": lambda self, request, target, arguments, keywords: format(target, arguments[0])[:_TEXT],
        "dir": lambda self, request, target, arguments, keywords: [str(name) for name in dir(target)],
        "int": lambda self, request, target, arguments, keywords: int(target),
        "float": lambda self, request, target, arguments, keywords: float(target),
        "array": lambda self, request, target, arguments, keywords: np.asarray(target),
        "isinstance": lambda self, request, target, arguments, keywords: isinstance(arguments[0], target),
        "issubclass": lambda self, request, target, arguments, keywords: issubclass(arguments[0], target),
        "operator": _special,
    }

    def _resolve(self, data: list) -> object:
        """An object that the judge passed: one of ours, a callable of its own, or one that both import."""
        tag, *rest = data
        if tag == "h":
            return self._objects[rest[0]]
        if tag == "n":
            return _imported(*rest)
        return self._callables.setdefault(rest[0], self._callback(rest[0]))

    def _callback(self, number: int) -> Callable:
        def judge_function(*arguments: object, **keywords: object) -> object:
            encoder = Encoder(self.refer)
            header = {
                "c": number,
                "a": [encoder.encode(argument) for argument in arguments],
                "k": {name: encoder.encode(argument) for name, argument in keywords.items()},
            }
            self.channel.send(header, encoder.blobs)
            while True:
                reply, blobs = self.channel.receive()
                if "op" not in reply:
                    break
                self.answer(reply, blobs)
            if "x" in reply:
                raise errors.rebuild(reply["x"], lambda described: RuntimeError)
            return Decoder(blobs, self._resolve).decode(reply["v"])

        return judge_function

    def _send(self, reply: dict, blobs: list | tuple = ()) -> None:
        reply["o"], reply["w"] = self._drain()
        try:
            self.channel.send(reply, blobs)
        except TooLarge as error:
            self.channel.send({"x": errors.describe(ValueError(str(error)), self.refer, None)})


def _kind(value: object) -> str:
    if isinstance(value, types.MethodType):
        return "method"
    if isinstance(value, type):
        return "class"
    return "function" if isinstance(value, _FUNCTIONS) else "object"


def _shared_name(value: object) -> tuple[str, str] | None:
    """Module and name of a NumPy function or type, or of a built-in one, that both sides import."""
    module, name = getattr(value, "__module__", None), getattr(value, "__name__", None)
    if isinstance(value, np.ufunc):
        module = "numpy"
    if not isinstance(value, type | np.ufunc) or module not in ("numpy", "builtins"):
        return None
    found = vars(sys.modules[module]).get(name)
    return (module, name) if found is value else None


def _imported(module: str, name: str) -> object:
    found = sys.modules[module]
    for part in name.split("."):
        found = getattr(found, part)
    return found


def _signature(value: Callable) -> list:
    try:
        parameters = inspect.signature(value).parameters.values()
        listed = [[p.name, int(p.kind), p.default is not p.empty] for p in parameters]
    except (ValueError, TypeError):
        listed = None
    return [str(getattr(value, "__name__", "")), listed, _doc(value)]


def _doc(value: object) -> str:
    return str(getattr(value, "__doc__", None) or "")[:_TEXT]
