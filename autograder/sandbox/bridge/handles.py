"""What stands in a test for an object of the student's.

What a student's function returns is plain data, or a `Handle`: it stands for an object that stays in the
worker, and what is done with it is done there. A test may call it, and name its methods and attributes; their
results are plain data or handles again. As a number, a list, an array or a truth value a handle is refused,
so no operator of a student's decides an assertion, or gets to see what the test expects. A variable of Keras
or TensorFlow is read instead: its value crosses as an array, and what a test does with that happens here.
"""

from __future__ import annotations

import inspect
import sys
import types
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin
from numpy.typing import NDArray

from autograder.sandbox.bridge import code_facts, tables
from autograder.sandbox.bridge.values import CannotCross, Decoder, Remote
from autograder.sandbox.protocol import HandleReference, Parameter, Reference, SharedReference

if TYPE_CHECKING:
    from autograder.sandbox.bridge.proxies import Link

_ITERATES = ("__next__", "send", "throw", "__anext__")
"""Methods whose StopIteration says that an iterator has ended; from elsewhere it would end a test's loop."""
MAX_ITEMS = 1_000_000
"""Most items that a loop over a student's generator gets."""
_PLAIN = (bool, int, float, complex, str, bytes, bytearray, np.generic, np.ndarray, type(None))
"""What crosses by value: no handle is an instance of these, whatever its class is called."""


_UNNAMED = {
    kind.__name__: kind
    for kind in vars(types).values()
    if isinstance(kind, type) and kind.__module__ == "builtins" and kind.__name__ != "object"
}
"""Classes of Python's own that have no name among the built-in ones, such as generators."""


class HandleRefused(TypeError):
    """An object of the student's was used as if it were plain data."""


class NeedsStudentsProcess(CannotCross):
    """A test does what can be done in the student's own process alone; calibration may have it run there."""


def _guarded(call: Callable[[], Any]) -> Any:
    """What a call gives; a StopIteration that leaves it is an error, as it is in a generator."""
    try:
        return call()
    except (StopIteration, StopAsyncIteration) as error:
        told = RuntimeError(f"the student's code raised {type(error).__name__}")
        vars(told).update(vars(error))
        raise told from error


def _refuses(expected: str) -> Callable[..., NoReturn]:
    def method(self: ObjectHandle, *arguments: object, **keywords: object) -> NoReturn:
        raise HandleRefused(f"{self._described()} where {expected} was expected")

    return method


def _operates(name: str, expected: str, reflected: bool = False) -> Callable[..., Any]:
    def method(self: ObjectHandle, *others: object) -> Any:
        operands = (*others, self) if reflected else (self, *others)
        return self._operated(name, expected, *operands)

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
        vars(self).update(__doc__=reference.doc, _is_true=reference.is_true)

    def __call__(self, *arguments: object, **keywords: object) -> Any:
        """Call the object in the worker."""
        return _guarded(lambda: self._link.request("call", self._number, arguments, keywords))

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
        """The nearest class that Python or a library defines, so that `isinstance` has an answer.

        Never one that crosses by value: an object whose class only says that it is a float is none.
        """
        for kind in map(_class_called, self._classes):
            if kind not in (None, object) and not issubclass(kind, _PLAIN) and not _is_of_a_table(kind):
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
    """An object of the student's that is no plain data: operators, loops and conversions are refused.

    That it is an object, and so neither None nor false unless its class says so, can be told without it.
    """

    def __eq__(self, other: object) -> Any:
        return False if other is None else self._operated("eq", "plain data", self, other)

    def __ne__(self, other: object) -> Any:
        return True if other is None else self._operated("ne", "plain data", self, other)

    def __bool__(self) -> bool:
        return self._is_true is True or self._operated("bool", "true or false", self) is True

    __hash__ = Handle.__hash__

    def __iter__(self) -> Any:
        iterator = self._operated("iter", "a list, a dict or an array", self)
        # A class that is its own iterator goes on being asked; Python's own iterators are told item by item.
        return SubjectHandle.of(iterator) if type(iterator) is ObjectHandle else iter(iterator)

    def __next__(self) -> Any:
        self._require_subject("a list, a dict or an array", self)
        return self._link.request("operate", None, ["next", self], {})

    def _operated(self, name: str, expected: str, *operands: object) -> Any:
        """What an operation gives, where a test means to test the object's operators; else it is refused.

        Raises:
            HandleRefused: if the test itself has made none of the operands from a class of the task.
        """
        self._require_subject(expected, *operands)
        return _guarded(lambda: self._link.request("operate", None, [name, *operands], {}))

    def _require_subject(self, expected: str, *operands: object) -> None:
        if not any(type(operand) is SubjectHandle for operand in operands):
            raise HandleRefused(f"{self._described()} where {expected} was expected")

    def __enter__(self) -> Any:
        return _guarded(self.__getattr__("__enter__"))

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: object) -> bool:
        """Leave the context in the worker; what a test asserts within it, nothing there swallows."""
        known = kind if kind is not None and kind.__module__ == "builtins" else None
        swallowed = _guarded(lambda: self.__getattr__("__exit__")(known, None, None))
        return swallowed is True and known is not None and not issubclass(known, AssertionError)


class SubjectHandle(ObjectHandle):
    """An object that the test itself has made from a class which the source has its students write.

    Its operators are what the test is about, and run in the worker. What they give is no subject, nor is what
    a function or a method returns, be it the same object: where a number is expected, none passes for it.
    """

    @classmethod
    def of(cls, handle: ObjectHandle) -> SubjectHandle:
        """A subject for the object of a handle."""
        made = cls.__new__(cls)
        vars(made).update(vars(handle))
        return made

    def __hash__(self) -> int:
        return int(self._operated("hash", "plain data", self))


class _Identified(ObjectHandle):
    """An object that equals itself and nothing else, and is true."""

    def __eq__(self, other: object) -> bool:
        return is_same(self, other)

    def __ne__(self, other: object) -> bool:
        return not is_same(self, other)

    def __bool__(self) -> bool:
        return True

    __hash__ = Handle.__hash__


class MemberHandle(_Identified):
    """A member of an enumeration of the student's."""


_OPERATIONS = {
    "a number": (
        "add sub mul truediv floordiv mod divmod pow matmul lshift rshift and or xor",
        "neg pos abs invert round trunc floor ceil int float complex index",
    ),
    "plain data": ("", "lt le gt ge"),
    "a list, a dict or an array": ("", "len reversed contains getitem setitem delitem"),
}
"""What a test expects that uses an operation: operators with two sides, and the others."""
for _expected, (_binary, _others) in _OPERATIONS.items():
    for _name in _binary.split():
        setattr(ObjectHandle, f"__{_name}__", _operates(_name, _expected))
        setattr(ObjectHandle, f"__r{_name}__", _operates(_name, _expected, reflected=True))
    for _name in _others.split():
        setattr(ObjectHandle, f"__{_name}__", _operates(_name, _expected))
for _expected, _others in {
    "an array": "array array_ufunc array_function",
    "a list, a dict or an array": "length_hint",
    "bytes": "bytes",
}.items():
    for _name in _others.split():
        setattr(ObjectHandle, f"__{_name}__", _refuses(_expected))


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


class FunctionHandle(_Identified):
    """A function or method of the student's, with its name, its documentation and its signature."""

    __name__: str
    _is_method: bool
    _parameters: tuple[Parameter, ...] | None

    def __init__(self, link: Link, reference: HandleReference) -> None:
        """Stand for a function."""
        super().__init__(link, reference)
        name = reference.name
        vars(self).update(__name__=name, __qualname__=name, __module__="__main__")
        vars(self)["_is_method"] = reference.kind == "method"
        vars(self)["_parameters"] = reference.parameters

    def __call__(self, *arguments: object, **keywords: object) -> Any:
        """Call the function in the worker and remember what it returned, for the verdict."""
        link = self._link
        link.last_call, link.last_value = self.__name__, None
        if self._is_method and self.__name__ in _ITERATES:
            value = link.request("call", self._number, arguments, keywords)
        else:
            value = super().__call__(*arguments, **keywords)
        link.last_call, link.last_value = self.__name__, value
        return value

    def __getattr__(self, name: str) -> Any:
        if name == "__code__":
            link = self._link
            vars(self)[name] = code_facts.rebuilt(link.ask("code", self._number), link.cells)
        elif name == "__signature__" and self._parameters is not None:
            vars(self)[name] = self._annotated(inspect.Signature(_parameters(self._parameters)))
        else:
            return super().__getattr__(name)
        return vars(self)[name]

    def _annotated(self, signature: inspect.Signature) -> inspect.Signature:
        told = self._link.ask("get", self._number, "__annotations__")
        notes = told if type(told) is dict else {}
        empty = inspect.Parameter.empty
        parameters = [p.replace(annotation=notes.get(p.name, empty)) for p in signature.parameters.values()]
        return inspect.Signature(parameters, return_annotation=notes.get("return", empty))

    @property  # type: ignore[misc]  # as unittest.mock does
    def __class__(self) -> type:
        """A function, for `isinstance`."""
        return types.FunctionType


# Beside the annotations of the class, which its body made under this name.
FunctionHandle.__annotations__ = property(  # type: ignore[assignment]
    lambda self: self._link.ask("get", self._number, "__annotations__")
)


class ClassHandle(_Identified):
    """A class of the student's: calling it makes an instance in the worker."""

    __name__: str

    def __init__(self, link: Link, reference: HandleReference) -> None:
        """Stand for a class; its own name comes first among the classes."""
        super().__init__(link, reference)
        vars(self).update(__name__=reference.classes[0].rpartition(".")[2], __module__="__main__")
        if reference.parameters is not None:
            vars(self)["__signature__"] = inspect.Signature(_parameters(reference.parameters))

    def __call__(self, *arguments: object, **keywords: object) -> Any:
        """Make an instance in the worker."""
        link = self._link
        link.last_call, link.last_value = self.__name__, None
        value = super().__call__(*arguments, **keywords)
        if type(value) is ObjectHandle and self._number in link.tasks_classes:
            value = SubjectHandle.of(value)
        link.last_call, link.last_value = self.__name__, value
        return value

    def __mro_entries__(self, bases: object) -> NoReturn:
        raise NeedsStudentsProcess("a class of the test's own cannot derive from one of the student's")

    def __instancecheck__(self, value: object) -> bool:
        if number_of(value) is None:
            return getattr(type(value), "students_class", None) is self
        return bool(self._link.ask("isinstance", self._number, value))

    def __subclasscheck__(self, value: object) -> bool:
        return number_of(value) is not None and bool(self._link.ask("issubclass", self._number, value))

    @property
    def __bases__(self) -> tuple[type, ...]:
        found = self._link.ask("get", self._number, "__bases__")
        if type(found) is not tuple:
            raise HandleRefused(f"{self._described()} where a class was expected")
        return tuple(_known_here(base) for base in found)

    @property  # type: ignore[misc]  # as unittest.mock does
    def __class__(self) -> type:
        """A class, for `isinstance`."""
        return type


HANDLES: dict[str, Callable[[Link, HandleReference], Handle]] = {
    "object": ObjectHandle,
    "member": MemberHandle,
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
            default=_default(p),
        )
        for p in described[:100]
    ]


def _default(parameter: Parameter) -> object:
    if parameter.default:
        return Decoder([], _unresolved).decode(parameter.default[0])
    return ... if parameter.has_default else inspect.Parameter.empty


def _unresolved(reference: Reference) -> object:
    raise ValueError("no plain default")


def number_of(value: object) -> int | None:
    """The number of the worker's object that a handle, or an exception class of the student's, stands for."""
    if issubclass(type(value), Handle):
        number: int = vars(value)["_number"]
        return number
    if isinstance(value, type) and issubclass(value, BaseException):
        return vars(value).get("_number")
    return None


def is_same(one: object, other: object) -> bool:
    """Whether two names mean the same object, or two handles the same object of the worker."""
    number = number_of(one)
    return one is other or (number is not None and number == number_of(other) and _link(one) is _link(other))


def _link(value: object) -> object:
    return vars(value).get("_link")


def class_of(value: object) -> object:
    """What `type` says of a value where it is a test's; of the student's objects, what they are there."""
    if not issubclass(type(value), Handle):
        return getattr(type(value), "students_class", type(value))
    handle: Any = value
    kind = type(value)
    if kind is FunctionHandle:
        return types.MethodType if handle._is_method else types.FunctionType
    if kind is ClassHandle:
        return type
    own = handle._classes[0].partition(".")[0] == "__main__"
    return handle._link.ask("class", handle._number) if own else handle.__class__


def dict_of(value: object) -> object:
    """What `vars` says of a value where it is a test's; of the student's objects, their attributes there."""
    if not issubclass(type(value), Handle):
        return vars(value)
    handle: Any = value
    return handle._link.ask("get", handle._number, "__dict__")


def _known_here(base: object) -> Any:
    """The class that both processes have imported, in place of a handle for it."""
    if type(base) is not ClassHandle:
        return base
    return _class_called(base._classes[0]) or base


def _class_called(name: str) -> type | None:
    """The class that is called ``name`` in a module that was imported here; nothing of the notebook's own."""
    module, _, attribute = name.rpartition(".")
    if module == "builtins" and attribute in _UNNAMED:
        return _UNNAMED[attribute]
    if module.partition(".")[0] in ("__main__", "autograder"):
        return None
    found = find(module, attribute)
    return found if isinstance(found, type) else None


def _is_of_a_table(kind: type) -> bool:
    """Whether pandas has the class and its instances cross by value."""
    return kind.__module__.partition(".")[0] == "pandas" and kind.__name__ in tables.CLASSES


def find(module: str, name: str) -> object:
    """What a module that was imported here calls ``name``, with dots; None if nothing."""
    found: object = sys.modules.get(module)
    for part in name.split("."):
        found = getattr(found, "__dict__", {}).get(part)
    return found


def shared_object(reference: SharedReference) -> object:
    """A type or ufunc of NumPy, or a built-in type: nothing whose call could do harm here."""
    module = reference.module
    found = find(module, reference.name) if module in ("numpy", "builtins") else None
    if not isinstance(found, np.ufunc | type):
        raise ValueError("no such object")
    return found
