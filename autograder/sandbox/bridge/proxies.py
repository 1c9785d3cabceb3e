"""The judge's end of the bridge: what a test sees of the student's objects.

What a student's function returns is plain data, or a `Handle`: it stands for an object that stays in the
worker, and what is done with it is done there. A test may call it, and name its methods and attributes; their
results are plain data or handles again. As a number, a list, an array or a truth value a handle is refused,
so no operator of a student's decides an assertion, or gets to see what the test expects. A variable of Keras
or TensorFlow is read instead: its value crosses as an array, and what a test does with that happens here.
"""

from __future__ import annotations

import builtins
import contextlib
import inspect
import sys
import types
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NoReturn

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin
from numpy.typing import NDArray

from autograder.sandbox.bridge import changes, errors
from autograder.sandbox.bridge.values import CannotCross, Decoder, Encoder, Remote
from autograder.sandbox.channel import Channel, LinkBroken, Malformed
from autograder.sandbox.protocol import (
    REPLIED,
    Action,
    Answered,
    Ask,
    CallableReference,
    CallBack,
    HandleReference,
    Parameter,
    Reference,
    Replied,
    Rest,
    SharedReference,
)

_LOOKING: frozenset[Action] = frozenset(
    ["global", "get", "array", "str", "repr", "format", "dir", "isinstance", "issubclass"]
)
"""What leaves the student's objects as they are."""
MAX_ITEMS = 1_000_000
"""Most items that a loop over a student's generator gets."""
_SHARED_MODULES = ("numpy", "keras", "tensorflow", "collections", "builtins")
_PLAIN = (bool, int, float, complex, str, bytes, bytearray, np.generic, np.ndarray, type(None))
"""What crosses by value: no handle is an instance of these, whatever its class is called."""
_FALSE = (ValueError, TypeError, LookupError, AttributeError, RecursionError, MemoryError)
"""What reading a reply raises that no worker of ours sends."""


class HandleRefused(TypeError):
    """An object of the student's was used as if it were plain data."""


class Link:
    """Sends the judge's requests over a channel and reads the replies, none of which is believed."""

    def __init__(self, channel: Channel[REPLIED], echo: Callable[[str], object] = lambda text: None) -> None:
        """Speak to the worker over ``channel``; ``echo`` gets what the student's code printed."""
        self.channel = channel
        self.broken: LinkBroken | None = None
        """Why nothing can be asked any more."""
        self.last_call = ""
        """Name of the student's function that was called last."""
        self.last_value: object = None
        """What that call returned."""
        self.calls = 0
        """Number of requests that may have changed an object of the student's."""
        self._echo = echo
        self._handles: dict[int, Any] = {}
        self._callables: dict[int, Callable[..., object]] = {}
        self._asked = False

    def ask(self, action: Action, number: int | None, *arguments: object) -> Any:
        """Have the worker do something with object ``number``; return the plain result or a handle."""
        return self.request(action, number, arguments, {})

    def request(
        self, action: Action, number: int | None, arguments: Sequence[object], keywords: dict[str, object]
    ) -> Any:
        """Send one request, serve what the worker calls back, and read the reply.

        Raises:
            LinkBroken: if the worker ended, was late or answered out of turn.
            BaseException: what the student's code raised.
        """
        if self.broken is not None:
            raise self.broken
        encoder = Encoder(self._refer)
        encoded = tuple(encoder.encode(argument) for argument in arguments)
        named = {name: encoder.encode(argument) for name, argument in keywords.items()}
        self._asked = True
        self.calls += action not in _LOOKING
        try:
            self.channel.send(Ask(action, number, encoded, named), encoder.blobs)
            return self._reply(encoder)
        except LinkBroken as error:
            self.broken = error
            raise

    def holds(self, value: object) -> bool:
        """Whether ``value`` stands for an object of this link's worker."""
        number = _number_of(value)
        return number is not None and self._handles.get(number) is value

    def rest(self) -> None:
        """Tell the worker that nothing more is asked for now; until then it listens to nobody else."""
        if self._asked and self.broken is None:
            self._asked = False
            with contextlib.suppress(LinkBroken):  # the next request will find that out
                self.channel.send(Rest())

    def _reply(self, encoder: Encoder) -> object:
        while True:
            reply, blobs = self.channel.receive()
            decoder = Decoder(blobs, self._resolve, encoder.tracked)
            if isinstance(reply, CallBack):
                self._call_back(reply, decoder)
                continue
            try:
                value, raised = self._read(reply, decoder, encoder)
            except _FALSE as error:
                raise Malformed(f"not a reply: {type(error).__name__}: {error}") from error
            self._warn(reply)
            if raised is not None:
                raise raised
            return value

    def _read(
        self, reply: Replied, decoder: Decoder, encoder: Encoder
    ) -> tuple[object, BaseException | None]:
        self._echo(reply.printed)
        changes.apply(reply.changes, encoder.tracked, decoder)
        if reply.failure is not None:
            return None, errors.rebuild(reply.failure, self._student_class)
        return decoder.decode(reply.value), None

    def _warn(self, reply: Replied) -> None:
        """Warn here of what the student's code warned of there; a filter may make an error of it."""
        for warned in reply.warned:
            warnings.warn(warned.text, _warning_class(warned.category), stacklevel=5)

    def _call_back(self, call: CallBack, decoder: Decoder) -> None:
        """Call a function of the judge's for the worker."""
        encoder = Encoder(self._refer)
        try:
            function = self._callables[call.number]
            arguments = [decoder.decode(argument) for argument in call.arguments]
            keywords = {name: decoder.decode(argument) for name, argument in call.keywords.items()}
        except _FALSE as error:
            raise Malformed(f"not a request: {type(error).__name__}") from error
        try:
            answer = Answered(encoder.encode(function(*arguments, **keywords)))
        except (Exception, errors.Stopped) as error:
            encoder.blobs, answer = [], Answered(failure=errors.describe(error, self._refer, None))
        self.channel.send(answer, encoder.blobs)

    def _refer(self, value: object) -> Reference:
        number = _number_of(value)
        if number is not None:
            return HandleReference(number)
        if isinstance(value, np.ufunc):
            return SharedReference("numpy", value.__name__)
        module, name = getattr(value, "__module__", None), getattr(value, "__qualname__", "")
        if isinstance(module, str) and module != "__main__" and _find(module, name) is value:
            return SharedReference(module, name)
        if callable(value):
            self._callables[id(value)] = value
            return CallableReference(id(value))
        raise CannotCross(f"a {type(value).__name__} of the test's own cannot be handed to student code")

    def _resolve(self, reference: Reference) -> object:
        if isinstance(reference, SharedReference):
            return _shared_object(reference)
        if not isinstance(reference, HandleReference) or not reference.classes:
            raise ValueError("no such object")
        if reference.number not in self._handles:
            self._handles[reference.number] = self._new_handle(reference)
        return self._handles[reference.number]

    def _new_handle(self, reference: HandleReference) -> object:
        if reference.kind == "class":
            classes = filter(None, map(_class_called, reference.classes))
            bases = [kind for kind in classes if issubclass(kind, BaseException)]
            if bases and issubclass(bases[0], Exception):
                name = reference.classes[0].rpartition(".")[2]
                return type(name, (bases[0],), {"_number": reference.number, "__module__": "__main__"})
        return _HANDLES[reference.kind](self, reference)

    def _student_class(self, described: HandleReference) -> type:
        found = self._resolve(described)
        if not isinstance(found, type) or not issubclass(found, Exception):
            raise ValueError("no exception class")
        return found


def _refuses(expected: str) -> Callable[..., NoReturn]:
    def method(self: ObjectHandle, *arguments: object, **keywords: object) -> NoReturn:
        raise HandleRefused(f"{self._described()} where {expected} was expected")

    return method


class Handle(Remote):
    """An object of the student's that stays in the worker."""

    _link: Link
    _number: int
    _classes: tuple[str, ...]
    _methods: dict[str, FunctionHandle]

    def __init__(self, link: Link, reference: HandleReference) -> None:
        """Stand for the object that ``reference`` describes."""
        vars(self).update(_link=link, _number=reference.number, _classes=reference.classes, _methods={})
        vars(self)["__doc__"] = reference.doc

    def __call__(self, *arguments: object, **keywords: object) -> Any:
        """Call the object in the worker."""
        return self._link.request("call", self._number, arguments, keywords)

    def __getattr__(self, name: str) -> Any:
        if name.startswith(("__array", "_repr_", "_ipython_")):
            raise AttributeError(name)
        if name in self._methods:
            return self._methods[name]
        found = self._link.ask("get", self._number, name)
        if type(found) is FunctionHandle and found._is_method:
            # Methods rarely change, and a loop that asks for one each time would pay twice for each call.
            self._methods[name] = found
        return found

    def __setattr__(self, name: str, value: object) -> None:
        self._methods.clear()
        self._link.ask("set", self._number, name, value)

    def __delattr__(self, name: str) -> None:
        self._methods.clear()
        self._link.ask("delete", self._number, name)

    @property  # type: ignore[misc]  # as unittest.mock does
    def __class__(self) -> type:
        """The nearest class that Python, NumPy or Keras defines, so that `isinstance` has an answer.

        Never one that crosses by value: an object whose class only says that it is a float is none.
        """
        for kind in map(_class_called, self._classes):
            if kind not in (None, object) and not issubclass(kind, _PLAIN):
                return kind
        return Handle

    def __hash__(self) -> int:
        return object.__hash__(self)

    def __str__(self) -> str:
        return str(self._link.ask("str", self._number))

    def __repr__(self) -> str:
        return str(self._link.ask("repr", self._number))

    def __format__(self, specification: str) -> str:
        return str(self._link.ask("format", self._number, specification))

    def __dir__(self) -> list[str]:
        return list(self._link.ask("dir", self._number))

    def _described(self) -> str:
        """What it is, and where it comes from if that can be told."""
        name = self._classes[0].removeprefix("__main__.").removeprefix("builtins.")
        link = self._link
        if link.last_value is self and link.last_call:
            return f"`{link.last_call}` returned an object of class {name}"
        return f"an object of class {name} stands"


class ObjectHandle(Handle):
    """An object of the student's that is no plain data: operators, loops and conversions are refused."""


_REFUSED = {
    "a number": (
        "add sub mul truediv floordiv mod divmod pow matmul lshift rshift and or xor",
        "neg pos abs invert round trunc floor ceil int float complex index",
    ),
    "plain data": ("", "eq ne lt le gt ge"),
    "true or false": ("", "bool"),
    "a list, a dict or an array": ("", "len length_hint iter next reversed contains getitem setitem delitem"),
    "an array": ("", "array array_ufunc array_function"),
    "bytes": ("", "bytes"),
}
"""What a test expects that uses an operation: operators with two sides, and the others."""
for _expected, (_binary, _others) in _REFUSED.items():
    _method = _refuses(_expected)
    for _name in _binary.split():
        setattr(ObjectHandle, f"__{_name}__", _method)
        setattr(ObjectHandle, f"__r{_name}__", _method)
    for _name in _others.split():
        setattr(ObjectHandle, f"__{_name}__", _method)


class VariableHandle(NDArrayOperatorsMixin, Handle):
    """A variable of Keras or TensorFlow: wherever a test uses it as an array, its value is read.

    Between two calls of the student's code it has one value: an object that only says that it is a variable
    cannot show one thing to a check of its shape and another to the comparison.
    """

    __hash__ = Handle.__hash__

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        return np.array(self._value(), dtype)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **keywords: Any) -> Any:
        plain = (np.asarray(item) if isinstance(item, VariableHandle) else item for item in inputs)
        return getattr(ufunc, method)(*plain, **keywords)

    def __getattr__(self, name: str) -> Any:
        return (
            getattr(self._value(), name) if name in ("shape", "ndim", "size") else super().__getattr__(name)
        )

    def _value(self) -> NDArray[Any]:
        link, (calls, value) = self._link, vars(self).get("_read", (-1, None))
        if calls != link.calls or value is None:
            read = link.ask("array", self._number)
            if type(read) is not np.ndarray:
                raise HandleRefused(f"{self._described()} where an array was expected")
            vars(self)["_read"] = link.calls, read
            return read
        return np.asarray(value)


def _of_value(name: str) -> Callable[..., Any]:
    def method(self: VariableHandle, *arguments: object) -> Any:
        return getattr(self._value(), name)(*arguments)

    return method


for _name in ["bool", "int", "float", "complex", "index", "len", "iter", "getitem", "contains"]:
    setattr(VariableHandle, f"__{_name}__", _of_value(f"__{_name}__"))


class IteratorHandle(ObjectHandle):
    """A generator of the student's, or another iterator that Python defines: it gives item after item."""

    def __iter__(self) -> Iterator[Any]:
        for _ in range(MAX_ITEMS):
            try:
                yield next(self)
            except StopIteration:
                return
        raise RuntimeError(f"{self._described()} that gave more than {MAX_ITEMS:,} items")

    def __next__(self) -> Any:
        return self._link.ask("next", self._number)


class FunctionHandle(ObjectHandle):
    """A function or method of the student's, with its name, its documentation and its signature."""

    __name__: str
    _is_method: bool

    def __init__(self, link: Link, reference: HandleReference) -> None:
        """Stand for a function."""
        super().__init__(link, reference)
        name = reference.name
        vars(self).update(__name__=name, __qualname__=name, __module__="__main__")
        vars(self)["_is_method"] = reference.kind == "method"
        if reference.parameters is not None:
            vars(self)["__signature__"] = inspect.Signature(_parameters(reference.parameters))

    def __call__(self, *arguments: object, **keywords: object) -> Any:
        """Call the function in the worker and remember what it returned, for the verdict."""
        link = self._link
        link.last_call, link.last_value = self.__name__, None
        value = link.request("call", self._number, arguments, keywords)
        link.last_call, link.last_value = self.__name__, value
        return value

    @property  # type: ignore[misc]  # as unittest.mock does
    def __class__(self) -> type:
        """A function, for `isinstance`."""
        return types.FunctionType


class ClassHandle(ObjectHandle):
    """A class of the student's: calling it makes an instance in the worker."""

    __name__: str

    def __init__(self, link: Link, reference: HandleReference) -> None:
        """Stand for a class; its own name comes first among the classes."""
        super().__init__(link, reference)
        vars(self).update(__name__=reference.classes[0].rpartition(".")[2], __module__="__main__")

    def __call__(self, *arguments: object, **keywords: object) -> Any:
        """Make an instance in the worker."""
        link = self._link
        link.last_call, link.last_value = self.__name__, None
        value = super().__call__(*arguments, **keywords)
        link.last_call, link.last_value = self.__name__, value
        return value

    def __instancecheck__(self, value: object) -> bool:
        return _number_of(value) is not None and bool(self._link.ask("isinstance", self._number, value))

    def __subclasscheck__(self, value: object) -> bool:
        return _number_of(value) is not None and bool(self._link.ask("issubclass", self._number, value))

    @property
    def __bases__(self) -> tuple[type, ...]:
        return tuple(filter(None, map(_class_called, self._classes[1:])))

    @property  # type: ignore[misc]  # as unittest.mock does
    def __class__(self) -> type:
        """A class, for `isinstance`."""
        return type


_HANDLES: dict[str, Callable[[Link, HandleReference], Handle]] = {
    "object": ObjectHandle,
    "variable": VariableHandle,
    "iterator": IteratorHandle,
    "function": FunctionHandle,
    "method": FunctionHandle,
    "class": ClassHandle,
}


def _parameters(described: Sequence[Parameter]) -> list[inspect.Parameter]:
    return [
        inspect.Parameter(
            p.name,
            getattr(inspect.Parameter, p.kind),
            default=... if p.has_default else inspect.Parameter.empty,
        )
        for p in described[:100]
    ]


def _number_of(value: object) -> int | None:
    if issubclass(type(value), Handle):
        number: int = vars(value)["_number"]
        return number
    if isinstance(value, type) and issubclass(value, BaseException):
        return vars(value).get("_number")
    return None


def _class_called(name: str) -> type | None:
    """The class of Python, NumPy, Keras or TensorFlow that is called ``name`` here."""
    module, _, attribute = name.rpartition(".")
    if module.partition(".")[0] not in _SHARED_MODULES:
        return None
    found = _find(module, attribute)
    return found if isinstance(found, type) else None


def _find(module: str, name: str) -> object:
    found: object = sys.modules.get(module)
    for part in name.split("."):
        found = getattr(found, "__dict__", {}).get(part)
    return found


def _shared_object(reference: SharedReference) -> object:
    """A type or ufunc of NumPy, or a built-in type: nothing whose call could do harm here."""
    module = reference.module
    found = _find(module, reference.name) if module in ("numpy", "builtins") else None
    if not isinstance(found, np.ufunc | type):
        raise ValueError("no such object")
    return found


def _warning_class(name: str) -> type[Warning]:
    found = getattr(builtins, name, UserWarning)
    return found if isinstance(found, type) and issubclass(found, Warning) else UserWarning
