"""The judge's end of the bridge: what a test sees of the student's objects.

A `Handle` stands for an object that stays in the worker. Its calls, attributes and items cross again and
come back as plain data or as further handles. A handle is equal to nothing, so that no object of a student's
can pass for the right answer.
"""

from __future__ import annotations

import builtins
import contextlib
import inspect
import sys
import types
import warnings
from collections.abc import Callable, Iterator

import numpy as np

from autograder.sandbox.bridge import changes, errors
from autograder.sandbox.bridge.values import CannotCross, Decoder, Encoder, Remote
from autograder.sandbox.channel import Channel, LinkBroken, Malformed

MAX_ITEMS = 1_000_000
"""Most items that a loop over a student's object gets."""
_SHARED_MODULES = ("numpy", "keras", "tensorflow", "collections", "builtins")


class Link:
    """Sends the judge's requests over a channel and reads the replies, none of which is believed."""

    def __init__(self, channel: Channel, echo: Callable[[str], object] = lambda text: None) -> None:
        """Speak to the worker over ``channel``; ``echo`` gets what the student's code printed."""
        self.channel = channel
        self.broken: LinkBroken | None = None
        """Why nothing can be asked any more."""
        self.last_call = ""
        """Name of the student's function that was called last."""
        self.last_value: object = None
        """What that call returned."""
        self._echo = echo
        self._handles: dict[int, object] = {}
        self._callables: dict[int, Callable] = {}
        self._asked = False

    def ask(self, operation: str, number: int | None, *arguments: object, **more: object) -> object:
        """Have the worker perform ``operation`` on object ``number``; return the plain result or a handle."""
        return self.request({"op": operation, "n": number} | more, arguments, {})

    def request(self, header: dict, arguments: tuple, keywords: dict) -> object:
        """Send one request, serve what the worker calls back, and read the reply.

        Raises:
            LinkBroken: if the worker ended, was late or answered out of turn.
            BaseException: what the student's code raised.
        """
        if self.broken is not None:
            raise self.broken
        encoder = Encoder(self._refer)
        header["a"] = [encoder.encode(argument) for argument in arguments]
        if keywords:
            header["k"] = {name: encoder.encode(argument) for name, argument in keywords.items()}
        self._asked = True
        try:
            self.channel.send(header, encoder.blobs)
            return self._reply(encoder)
        except LinkBroken as error:
            self.broken = error
            raise

    def holds(self, value: object) -> bool:
        """Whether ``value`` stands for an object of this link's worker."""
        number = _number_of(value)
        return number is not None and self._handles.get(number) is value

    def put(self, name: str, value: object) -> None:
        """Give an object of the worker's a global name there."""
        self.ask("put", _number_of(value), name)

    def rest(self) -> None:
        """Tell the worker that nothing more is asked for now; until then it listens to nobody else."""
        if self._asked and self.broken is None:
            self._asked = False
            with contextlib.suppress(LinkBroken):  # the next request will find that out
                self.channel.send({"op": "rest"})

    def _reply(self, encoder: Encoder) -> object:
        while True:
            reply, blobs = self.channel.receive()
            decoder = Decoder(blobs, self._resolve, encoder.tracked)
            try:
                if type(reply) is not dict:
                    raise ValueError("no reply")
                if "c" not in reply:
                    return self._read(reply, decoder, encoder)
            except _Raised as raised:
                raise raised.error from None
            except (ValueError, TypeError, LookupError, AttributeError, RecursionError, MemoryError) as error:
                raise Malformed(f"not a reply: {type(error).__name__}: {error}") from error
            self._call_back(reply, decoder)

    def _read(self, reply: dict, decoder: Decoder, encoder: Encoder) -> object:
        self._echo(str(reply.get("o", "")))
        changes.apply(reply.get("m", []), encoder.tracked, decoder)
        warned = [(_warning_class(name), str(text)) for name, text in reply.get("w", [])]
        error = errors.rebuild(reply["x"], self._student_class) if "x" in reply else None
        value = None if error is not None else decoder.decode(reply["v"])
        try:
            for category, text in warned:
                warnings.warn(text, category, stacklevel=5)
        except Warning as warning:
            raise _Raised(warning) from None
        if error is not None:
            raise _Raised(error)
        return value

    def _call_back(self, request: dict, decoder: Decoder) -> None:
        """Call a function of the judge's for the worker."""
        encoder = Encoder(self._refer)
        try:
            function = self._callables[request["c"]]
            if type(request["a"]) is not list or type(request["k"]) is not dict:
                raise TypeError("no arguments")
            arguments = [decoder.decode(argument) for argument in request["a"]]
            keywords = {name: decoder.decode(argument) for name, argument in request["k"].items()}
        except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
            raise Malformed(f"not a request: {type(error).__name__}") from error
        try:
            answer = {"v": encoder.encode(function(*arguments, **keywords))}
        except (Exception, errors.Stopped) as error:
            encoder.blobs, answer = [], {"x": errors.describe(error, self._refer, None)}
        self.channel.send(answer, encoder.blobs)

    def _refer(self, value: object) -> list:
        number = _number_of(value)
        if number is not None:
            return ["h", number]
        if isinstance(value, np.ufunc):
            return ["n", "numpy", value.__name__]
        module, name = getattr(value, "__module__", None), getattr(value, "__qualname__", "")
        if isinstance(module, str) and module != "__main__" and _find(module, name) is value:
            return ["n", module, name]
        if callable(value):
            self._callables[id(value)] = value
            return ["c", id(value)]
        raise CannotCross(f"a {type(value).__name__} of the test's own cannot be handed to student code")

    def _resolve(self, data: list) -> object:
        tag, *rest = data
        if tag == "n":
            return _shared_object(*rest)
        if tag != "h":
            raise ValueError("no such object")
        number, kind, mro, info = rest
        if type(number) is not int or type(mro) is not list or not mro:
            raise ValueError("no handle")
        if number not in self._handles:
            self._handles[number] = self._new_handle(number, kind, [str(name) for name in mro], info)
        return self._handles[number]

    def _new_handle(self, number: int, kind: str, mro: list[str], info: object) -> object:
        if kind == "class":
            bases = [b for b in map(_class_called, mro) if b is not None and issubclass(b, BaseException)]
            if bases and issubclass(bases[0], Exception):
                name = mro[0].rpartition(".")[2]
                return type(name, (bases[0],), {"_number": number, "__module__": "__main__"})
            return ClassHandle(self, number, mro, info)
        if kind in ("function", "method"):
            return FunctionHandle(self, number, mro, info, kind == "method")
        return Handle(self, number, mro, info)

    def _student_class(self, described: list) -> type:
        found = self._resolve(described)
        if not isinstance(found, type) or not issubclass(found, Exception):
            raise ValueError("no exception class")
        return found


class _Raised(Exception):
    """Carries what the student's code raised past the handlers of malformed replies."""

    def __init__(self, error: BaseException) -> None:
        self.error = error


def _asks(operation: str) -> Callable:
    def method(self: Handle, *arguments: object) -> object:
        return self._link.ask(operation, self._number, *arguments)

    return method


def _operates(function: str, reflected: bool = False) -> Callable:
    def method(self: Handle, *arguments: object) -> object:
        more = {"f": function, "reflected": True} if reflected else {"f": function}
        return self._link.ask("operator", self._number, *arguments, **more)

    return method


def _refuses(what: str) -> Callable:
    def method(self: Handle, *arguments: object) -> bool:
        raise TypeError(f"{self._described()} cannot be {what}; expected numbers, arrays, text or lists")

    return method


class Handle(Remote):
    """An object of the student's that stays in the worker."""

    def __init__(self, link: Link, number: int, mro: list[str], info: object) -> None:
        """Stand for object ``number``, whose classes are called ``mro``."""
        vars(self).update(_link=link, _number=number, _mro=mro, _info=info, _methods={}, __doc__=str(info))

    def __call__(self, *arguments: object, **keywords: object) -> object:
        """Call the object in the worker."""
        return self._link.request({"op": "call", "n": self._number}, arguments, keywords)

    def __getattr__(self, name: str) -> object:
        if name.startswith("__array_") or (name.startswith("_repr_") or name.startswith("_ipython_")):
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
        self._link.ask("del", self._number, name)

    def __iter__(self) -> Iterator:
        iterator = self._link.ask("iter", self._number)
        if not isinstance(iterator, Handle):
            yield from iterator
            return
        for _ in range(MAX_ITEMS):
            try:
                yield next(iterator)
            except StopIteration:
                return
        raise RuntimeError(f"{self._described()} gave more than {MAX_ITEMS:,} items")

    def __array__(self, dtype: object = None, copy: bool | None = None) -> np.ndarray:
        array = self._link.ask("array", self._number)
        if type(array) is not np.ndarray:
            raise TypeError(f"{self._described()} is no array")
        return array if dtype is None else array.astype(dtype)

    @property
    def __class__(self) -> type:
        """The nearest class that Python, NumPy or Keras defines: `isinstance` is answered honestly."""
        known = next((kind for kind in map(_class_called, self._mro) if kind not in (None, object)), None)
        return known or Handle

    def __hash__(self) -> int:
        return object.__hash__(self)

    def _described(self) -> str:
        return f"an object of class {self._mro[0].removeprefix('__main__.').removeprefix('builtins.')}"

    __len__, __next__, __dir__ = _asks("len"), _asks("next"), _asks("dir")
    __str__, __repr__, __format__ = _asks("str"), _asks("repr"), _asks("format")
    __int__, __float__ = _asks("int"), _asks("float")
    __getitem__, __setitem__, __delitem__ = _operates("getitem"), _operates("setitem"), _operates("delitem")
    __contains__, __index__ = _operates("contains"), _operates("index")
    __neg__, __pos__, __abs__, __invert__ = map(_operates, ("neg", "pos", "abs", "invert"))
    __bool__ = _refuses("taken for true or false")
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refuses("compared")


for _name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and", "or", "xor"):
    _function = _name + "_" if _name in ("and", "or") else _name
    setattr(Handle, f"__{_name}__", _operates(_function))
    setattr(Handle, f"__r{_name}__", _operates(_function, reflected=True))


class FunctionHandle(Handle):
    """A function or method of the student's, with its name, its documentation and its signature."""

    def __init__(self, link: Link, number: int, mro: list[str], info: object, is_method: bool) -> None:
        """Stand for a function; ``info`` is its name, parameters and documentation."""
        name, parameters, doc = info
        super().__init__(link, number, mro, doc)
        vars(self).update(__name__=str(name), __qualname__=str(name), __module__="__main__")
        vars(self)["_is_method"] = is_method
        if parameters is not None:
            vars(self)["__signature__"] = inspect.Signature(_parameters(parameters))

    def __call__(self, *arguments: object, **keywords: object) -> object:
        """Call the function in the worker and remember what it returned, for the verdict."""
        link = self._link
        link.last_call, link.last_value = self.__name__, None
        value = link.request({"op": "call", "n": self._number}, arguments, keywords)
        link.last_call, link.last_value = self.__name__, value
        return value

    __class__ = property(lambda self: types.FunctionType)


class ClassHandle(Handle):
    """A class of the student's: calling it makes an instance in the worker."""

    def __init__(self, link: Link, number: int, mro: list[str], info: object) -> None:
        """Stand for a class whose own name comes first in ``mro``."""
        super().__init__(link, number, mro, info)
        vars(self).update(__name__=mro[0].rpartition(".")[2], __module__="__main__")

    def __call__(self, *arguments: object, **keywords: object) -> object:
        """Make an instance in the worker."""
        self._link.last_call = self.__name__
        return super().__call__(*arguments, **keywords)

    def __instancecheck__(self, value: object) -> bool:
        return (
            bool(self._link.ask("isinstance", self._number, value))
            if _number_of(value) is not None
            else False
        )

    def __subclasscheck__(self, value: object) -> bool:
        return (
            bool(self._link.ask("issubclass", self._number, value))
            if _number_of(value) is not None
            else False
        )

    @property
    def __bases__(self) -> tuple[type, ...]:
        return tuple(kind for kind in map(_class_called, self._mro[1:]) if kind is not None)

    __class__ = property(lambda self: type)


def _parameters(described: list) -> list[inspect.Parameter]:
    return [
        inspect.Parameter(
            str(name), inspect._ParameterKind(int(kind)), default=... if has_default else inspect._empty
        )
        for name, kind, has_default in described[:100]
    ]


def _number_of(value: object) -> int | None:
    if issubclass(type(value), Handle):
        return vars(value)["_number"]
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
    found = sys.modules.get(module)
    for part in name.split("."):
        found = getattr(found, "__dict__", {}).get(part)
    return found


def _shared_object(module: object, name: object) -> object:
    """A type or ufunc of NumPy, or a built-in type: nothing whose call could do harm here."""
    found = _find(module, name) if module in ("numpy", "builtins") and type(name) is str else None
    if not isinstance(found, np.ufunc | type):
        raise ValueError("no such object")
    return found


def _warning_class(name: object) -> type[Warning]:
    found = getattr(builtins, str(name), UserWarning)
    return found if isinstance(found, type) and issubclass(found, Warning) else UserWarning
