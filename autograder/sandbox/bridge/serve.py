"""The worker's end of the bridge: does what the judge asks with the student's objects.

Plain results go back by value; anything else stays here and goes back as a numbered handle. This module runs
beside the student's code, so nothing that it says is believed.
"""

from __future__ import annotations

import contextlib
import enum
import inspect
import sys
import types
from collections.abc import Callable, Iterator, Sequence
from typing import Any, cast

import numpy as np

from autograder.sandbox.bridge import code_facts, errors, operations, random_state, rebound
from autograder.sandbox.bridge.changes import Snapshot
from autograder.sandbox.bridge.values import CannotCross, Decoder, Encoder, is_variable
from autograder.sandbox.channel import Channel, TooLarge
from autograder.sandbox.given_names import GivenNames
from autograder.sandbox.protocol import (
    ASKED,
    Answered,
    Ask,
    CallableReference,
    CallBack,
    Failure,
    HandleKind,
    HandleReference,
    Parameter,
    ParameterKind,
    Place,
    Reference,
    Replied,
    Rest,
    SharedReference,
)
from autograder.sandbox.recorder import Drained

_ABOUT_MODULES: dict[str, Callable[..., object]] = {
    "operate": operations.operate,
    "patch": rebound.patch,
    "seed": random_state.call_seeder,
    "random": random_state.read,
    "state": random_state.write,
}
"""What is asked about modules that both processes have imported."""
_FUNCTIONS = (types.FunctionType, types.BuiltinFunctionType, types.MethodType)
_LIBRARY = ("builtins", "itertools")
_TEXT = 2000
_HELD_BYTES = 64 << 20
"""Tensors that are kept for when they are handed back; further ones come back as arrays."""


class Server:
    """Answers requests about the objects in ``namespace`` and about all that it has handed out."""

    def __init__(
        self,
        channel: Channel[ASKED],
        namespace: dict[str, object],
        own_names: frozenset[str] = frozenset(),
        place_of: Callable[[BaseException], Place | None] = lambda error: None,
        drain: Callable[[], Drained] = lambda: Drained(),
        given: GivenNames | None = None,
    ) -> None:
        """Serve over ``channel``.

        Args:
            channel: to the judge.
            namespace: the student's global names.
            own_names: names in it that are not the student's.
            place_of: the student's line that raised an exception.
            drain: what was printed and warned since it was called last.
            given: names of the instructor's; they come before the student's.
        """
        self.channel = channel
        self.namespace = namespace
        self._own_names = own_names
        self._place_of = place_of
        self._drain = drain
        self._given = GivenNames(namespace) if given is None else given
        self._serving = self._held_bytes = 0
        self._objects: list[object] = []
        self._numbers: dict[int, int] = {}
        self._callables: dict[int, Callable[..., object]] = {}

    def answer(self, asked: ASKED, blobs: Sequence[memoryview]) -> bool:
        """Do what is asked and send the reply; False where the judge says that it has no more for now."""
        if not isinstance(asked, Ask):
            return not isinstance(asked, Rest)
        self._serving += 1
        try:
            self._answer(asked, blobs)
        finally:
            self._serving -= 1
        return True

    def _answer(self, asked: Ask, blobs: Sequence[memoryview]) -> None:
        decoder = Decoder(blobs, self._resolve)
        try:
            arguments = [decoder.decode(argument) for argument in asked.arguments]
            keywords = {name: decoder.decode(argument) for name, argument in asked.keywords.items()}
            before = Snapshot(decoder)
            value, error = self._perform(asked, arguments, keywords)
            encoder = Encoder(self.refer, decoder.tracked, self._hold)
            changes = tuple(before.changes(encoder))
            if error is None:
                self._send(encoder, value=encoder.encode(value), changes=changes)
            else:
                self._send(encoder, failure=self._described(error), changes=changes)
        except (Exception, KeyboardInterrupt, SystemExit) as error:
            self._send(failure=self._described(error))

    def refer(self, value: object) -> Reference:
        """Describe an object that stays here: its number, kind, classes and what the kind needs."""
        shared = _shared(value)
        if shared is not None:
            return shared
        number = self._number(value)
        if isinstance(value, type):
            return HandleReference(
                number, "class", _names(type.mro(value)), parameters=_parameters(value), doc=_doc(value)
            )
        classes = _names(type.mro(type(value)))
        if isinstance(value, _FUNCTIONS):
            name, parameters = str(getattr(value, "__name__", "")), _parameters(value)
            method = isinstance(value, types.MethodType)
            return HandleReference(
                number, "method" if method else "function", classes, name, parameters, _doc(value)
            )
        # Generators and the like are told item by item; a class of the student's own is not.
        told = isinstance(value, Iterator) and type(value).__module__ in _LIBRARY
        kind: HandleKind = "iterator" if told else "variable" if is_variable(value) else "object"
        if isinstance(value, enum.Enum):
            kind = "member"
        return HandleReference(number, kind, classes, doc=_doc(value), is_true=_is_true(value))

    def _number(self, value: object) -> int:
        """The number of an object, which is kept for as long as the worker lives."""
        number = self._numbers.get(id(value))
        if number is None:
            number = self._numbers[id(value)] = len(self._objects)
            self._objects.append(value)
        return number

    def _hold(self, tensor: Any) -> int | None:
        """Keep a tensor for when it is handed back; not if too many are kept."""
        self._held_bytes += int(np.asarray(tensor).nbytes)
        return self._number(tensor) if self._held_bytes < _HELD_BYTES else None

    def _described(self, error: BaseException) -> Failure:
        return errors.describe(error, self.refer, self._place_of(error))

    def _perform(
        self, asked: Ask, arguments: list[Any], keywords: dict[str, Any]
    ) -> tuple[object, BaseException | None]:
        self._drain()
        try:
            if asked.target is not None:
                return self._about(self._objects[asked.target], asked.action, arguments, keywords), None
            if asked.action in _ABOUT_MODULES:
                return _ABOUT_MODULES[asked.action](*arguments), None
            return self._about_names(asked.action, *arguments), None
        except BaseException as error:
            return None, error

    def _about_names(self, action: str, name: str = "", *objects: object) -> object:
        """Look up, delete or set one of the global names, or list them."""
        found = [self.namespace[name]] if name in self.namespace and name not in self._own_names else []
        match action:
            case "global":
                return self._given.own(name) or ([] if self._given.is_reserved(name) else found)
            case "names":
                return [str(name) for name in self.namespace if name not in self._own_names]
            case "take":
                self.namespace.pop(name, None) if found else None
                return bool(found)
            case "put":
                self.namespace[name] = objects[0]
                if self._given.own(name):
                    self._given.bind(name, objects[0])
                return None
            case "hand":
                self._given.bind(name, objects[0])
                return None
        raise ValueError(f"no such request: {action}")

    def _about(self, target: Any, action: str, arguments: list[Any], keywords: dict[str, Any]) -> object:
        """Do something with one object."""
        match action:
            case "call":
                return target(*arguments, **keywords)
            case "get":
                return getattr(target, arguments[0])
            case "set":
                setattr(target, *arguments)
                return None
            case "delete":
                delattr(target, arguments[0])
                return None
            case "array":
                return np.asarray(target)
            case "next":
                return next(target)
            case "str":
                return str(target)[:_TEXT]
            case "repr":
                return repr(target)[:_TEXT]
            case "format":
                return format(target, arguments[0])[:_TEXT]
            case "dir":
                return [str(name) for name in dir(target)]
            case "isinstance":
                return isinstance(arguments[0], target)
            case "issubclass":
                return issubclass(arguments[0], target)
            case "class":
                return type(target)
            case "code":
                return code_facts.read(target)
        raise ValueError(f"no such request: {action}")

    def _resolve(self, reference: Reference) -> object:
        """An object that the judge passed: one of ours, a callable of its own, or one that both import."""
        match reference:
            case HandleReference():
                return self._objects[reference.number]
            case SharedReference():
                return _imported(reference.module, reference.name)
            case CallableReference():
                function = self._callback(reference.number)
                function.__name__ = function.__qualname__ = reference.name or function.__name__
                return self._callables.setdefault(reference.number, function)

    def _callback(self, number: int) -> Callable[..., object]:
        def judge_function(*arguments: object, **keywords: object) -> object:
            if not self._serving:
                raise RuntimeError("a function of a test's can be called only while that test runs")
            encoder = Encoder(self.refer, hold=self._hold)
            call = CallBack(
                number,
                tuple(encoder.encode(argument) for argument in arguments),
                {name: encoder.encode(argument) for name, argument in keywords.items()},
            )
            self.channel.send(call, encoder.blobs)
            while True:
                answer, blobs = self.channel.receive()
                if isinstance(answer, Answered):
                    break
                self.answer(answer, blobs)
            if answer.failure is not None:
                raise errors.rebuild(answer.failure, lambda described: RuntimeError)
            return Decoder(blobs, self._resolve).decode(answer.value)

        return judge_function

    def _send(self, encoder: Encoder | None = None, **content: Any) -> None:
        shown = self._drain()
        reply = Replied(
            printed=shown.printed, complained=shown.complained, warned=tuple(shown.warned), **content
        )
        try:
            self.channel.send(reply, encoder.blobs if encoder else ())
        except TooLarge as error:
            self.channel.send(Replied(failure=errors.describe(ValueError(str(error)), None, None)))


def _shared(value: object) -> SharedReference | None:
    """A NumPy function or type, or a built-in type, that both sides import."""
    if not isinstance(value, type | np.ufunc):
        return None
    module = "numpy" if isinstance(value, np.ufunc) else str(value.__module__)
    if module not in ("numpy", "builtins"):
        return None
    name = value.__name__
    return SharedReference(module, name) if vars(sys.modules[module]).get(name) is value else None


def _imported(module: str, name: str) -> object:
    found: object = sys.modules[module]
    for part in name.split("."):
        found = getattr(found, part)
    return found


def _is_true(value: object) -> bool:
    """Whether its class says nothing of truth or length: then it counts as true."""
    return not any("__bool__" in vars(kind) or "__len__" in vars(kind) for kind in type.mro(type(value)))


def _names(classes: Sequence[type]) -> tuple[str, ...]:
    return tuple(f"{kind.__module__}.{kind.__qualname__}"[:200] for kind in classes[:20])


def _parameters(value: Callable[..., object]) -> tuple[Parameter, ...] | None:
    try:
        parameters = inspect.signature(value).parameters.values()
    except (ValueError, TypeError):
        return None
    return tuple(
        Parameter(p.name, cast(ParameterKind, p.kind.name), p.default is not p.empty, _default(p))
        for p in parameters
    )


def _default(parameter: inspect.Parameter) -> tuple[Any, ...]:
    """A parameter's default as JSON data, where it is short and plain."""
    encoder = Encoder(_refuse)
    with contextlib.suppress(Exception):
        default = encoder.encode(parameter.default)
        if parameter.default is not parameter.empty and not encoder.blobs and len(str(default)) < _TEXT:
            return (default,)
    return ()


def _refuse(value: object) -> Reference:
    raise CannotCross("a default crosses only where it is plain")


def _doc(value: object) -> str:
    return str(getattr(value, "__doc__", None) or "")[:_TEXT]
