"""Plain data to JSON and raw bytes, and back.

None, bool, int, float, str stand for themselves; all else is a JSON list that starts with a word:

================================ ==============================================================
word                             value
================================ ==============================================================
list, tuple, set, frozenset      the items
dict                             pairs of key and item
named                            a named tuple: class, fields, the student's class, items
words of `library_values`        containers, files in memory, dates, exact numbers, paths of the library
words of `tables`                of pandas: frames, series, indexes, points in time
array, scalar                    of NumPy: dtype, shape, where the bytes are
object array                     of NumPy: shape, the items
tensor                           an array that knows ``numpy()``, and the number of the worker's tensor
held                             a tensor that the worker keeps, by its number
iterator                         a function of the judge's that gives a list of one more item, or of none
dtype, generator                 of NumPy
integer, special, complex        large int; nan or inf; complex number
text, bytes, bytearray           where the bytes are; a text only if UTF-8 has no form for it
slice, range, ellipsis           the bounds
reference                        what the two sides hold for each other (`protocol.Reference`)
again                            number of an earlier object: the same one
================================ ==============================================================

Lists, dicts, sets, byte arrays, arrays and generators are numbered as they are met, on both sides alike, so
that one object stays one object and a change can be told by its number.
"""

from __future__ import annotations

import keyword
import math
from collections import Counter, OrderedDict, defaultdict, namedtuple
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from autograder.sandbox.bridge import arrays, library_values, tables
from autograder.sandbox.protocol import Data, HandleReference, Reference

Kept = TypeVar("Kept")
MAX_DEPTH = 64
"""Deepest nesting of containers that crosses."""
MAX_INTEGER_BITS = 1 << 20
"""Largest integer that crosses, in bits."""
_LIBRARY = ("builtins", "itertools")
_SAFE = 1 << 63
_WORD_OF = {list: "list", tuple: "tuple", set: "set", frozenset: "frozenset"}
_DICTS = (dict, OrderedDict, defaultdict, Counter)


class Remote:
    """Marks what stands for an object of the other side, whatever class it says it has."""


class Tensor(np.ndarray[Any, Any]):
    """A tensor of the other side, as an array; handed back, it is that tensor again."""

    held: tuple[object, int] | None = None
    """Whose tensor it is, and the number by which it is known there."""

    def __array_finalize__(self, base: object) -> None:
        """What is made from a tensor is another one."""

    def numpy(self) -> NDArray[Any]:
        """The plain array."""
        return np.asarray(self)


class CannotCross(TypeError):
    """A value that is neither plain data nor something a handle can stand for."""


class Encoder:
    """Turns values into JSON data; collects the raw bytes on the way."""

    def __init__(
        self,
        refer: Callable[[object], Reference],
        known: Sequence[object] = (),
        hold: Callable[[object], int | None] | None = None,
        owner: object = None,
    ) -> None:
        """Start a message.

        Args:
            refer: describes an object that is not plain data.
            known: objects that the other side has numbered already, in order.
            hold: in the worker, keeps a tensor for later and says its number.
            owner: in the judge, whose tensors are meant by their numbers.
        """
        self._hold, self._owned_by = hold, owner
        self.blobs: list[bytes | memoryview] = []
        self.tracked = list(known)
        self._number = {id(item): index for index, item in enumerate(self.tracked)}
        self._refer = refer

    def encode(self, value: Any, depth: int = 0) -> Data:
        """JSON data for ``value``.

        Raises:
            CannotCross: if it cannot cross, with the reason.
        """
        kind = type(value)
        if value is None or kind is bool:
            return value
        if kind is str:
            return value if value.isascii() else self._text(value)
        if kind is int:
            return value if -_SAFE < value < _SAFE else _large(value)
        if kind is float:
            return value if math.isfinite(value) else ["special", repr(value)]
        number = self._number.get(id(value))
        if number is not None:
            return ["again", number]
        if issubclass(kind, Remote):
            return ["reference", self._refer(value)]
        if depth > MAX_DEPTH:
            raise CannotCross(f"expected data nested at most {MAX_DEPTH} deep")
        if _is_tracked(value):
            self._number[id(value)] = len(self.tracked)
            self.tracked.append(value)
        return self.content(value, depth)

    def content(self, value: Any, depth: int = 0) -> Data:
        """JSON data for what ``value`` holds, even where it is known by number."""
        kind: type = type(value)
        if kind in _WORD_OF:
            return [_WORD_OF[kind], *(self.encode(item, depth + 1) for item in value)]
        if kind in _DICTS:
            pairs = ([self.encode(k, depth + 1), self.encode(v, depth + 1)] for k, v in value.items())
            return [*library_values.dict_start(value), *pairs]
        if kind is np.ndarray:
            return self._objects(value, depth) if value.dtype.kind == "O" else self._array(value)
        if isinstance(value, np.generic):
            array = np.asarray(value)
            _require(array.dtype)
            return ["scalar", array.dtype.str, self._blob(array.tobytes())]
        if kind in (bytes, bytearray):
            return [kind.__name__, self._blob(bytes(value))]
        if kind is complex:
            return ["complex", self.encode(value.real), self.encode(value.imag)]
        if kind in (slice, range):
            bounds = (value.start, value.stop, value.step)
            return [kind.__name__, *(self.encode(bound, depth + 1) for bound in bounds)]
        return self._special(value, kind, depth)

    def _special(self, value: Any, kind: type, depth: int) -> Data:
        if value is Ellipsis:
            return ["ellipsis"]
        if _is_generator(value):
            return ["generator", arrays.generator_state(value)]
        if isinstance(value, np.dtype):
            _require(value)
            return ["dtype", value.str]
        if issubclass(kind, tuple) and _is_named(kind):
            items = [self.encode(item, depth + 1) for item in value]
            return ["named", kind.__name__, list(value._fields), self._owner(kind), *items]
        if self._owned_by is not None and isinstance(value, Iterator) and kind.__module__ in _LIBRARY:
            return ["iterator", self._refer(lambda: list(islice(value, 1)))]
        described = library_values.encoded(value, self, depth) or self._table(value, depth)
        if described is not None:
            return described
        if _is_tensor(value):
            return self._tensor(value)
        plain: Any  # a class, called past what a class of the student's makes of it
        for plain in (int, float, complex, str, bytes):
            if isinstance(value, plain):
                return self.encode(plain.__new__(plain, value), depth + 1)
        if issubclass(kind, np.ndarray):
            # What it holds, whatever its class makes of it: nothing of the class decides a test.
            return self._array(np.ndarray.view(value, np.ndarray))
        return ["reference", self._refer(value)]

    def _tensor(self, value: Any) -> Data:
        held = value.held if type(value) is Tensor else None
        if held is not None and held[0] is self._owned_by:
            return ["held", held[1]]
        number = None if self._hold is None else self._hold(value)
        return ["tensor", *self._array(np.asarray(value))[1:4], number]

    def _owner(self, kind: Any) -> Data:
        """The class of a named tuple, where that is the student's own."""
        if hasattr(kind, "students_class"):
            return self._refer(kind.students_class)
        return self._refer(kind) if kind.__module__ == "__main__" and self._hold is not None else None

    def _table(self, value: object, depth: int) -> list[Data] | None:
        try:
            return tables.encoded(value, self, depth)
        except CannotCross:
            raise
        except TypeError as error:
            raise CannotCross(str(error)) from error

    def _array(self, value: NDArray[Any]) -> list[Data]:
        _require(value.dtype)
        blob = self._blob(arrays.array_bytes(value))
        return ["array", value.dtype.str, list(value.shape), blob, int(value.flags.writeable)]

    def _objects(self, value: NDArray[Any], depth: int) -> list[Data]:
        items = (self.encode(item, depth + 1) for item in value.ravel().tolist())
        return ["object array", list(value.shape), *items]

    def _text(self, value: str) -> Data:
        try:
            value.encode()
            return value
        except UnicodeEncodeError:  # half of a surrogate pair, which JSON in UTF-8 cannot hold
            return ["text", self._blob(value.encode("utf-8", "surrogatepass"))]

    def _blob(self, raw: bytes | memoryview) -> int:
        self.blobs.append(raw)
        return len(self.blobs) - 1


class Decoder:
    """Turns JSON data and raw bytes back into values; refuses what no encoder writes."""

    def __init__(
        self,
        blobs: Sequence[memoryview],
        resolve: Callable[[Reference], object],
        known: Sequence[object] = (),
        owner: object = None,
    ) -> None:
        """Start reading a message.

        Args:
            blobs: its raw bytes.
            resolve: finds what `Encoder`'s ``refer`` described.
            known: objects that both sides have numbered already, in order.
            owner: in the judge, whose tensors come with their numbers.
        """
        self._owner = owner
        self.tracked = list(known)
        self.raw: dict[int, arrays.Raw] = {}
        """By number, the arrays as they came."""
        self._blobs = blobs
        self._resolve = resolve
        self._known_top = False

    def decode(self, data: Data, depth: int = 0) -> Any:
        """The value that ``data`` describes.

        Raises:
            ValueError, TypeError, KeyError, IndexError: if it describes none.
        """
        kind = type(data)
        if data is None or kind in (bool, int, str):
            return data
        if kind is float:
            if not math.isfinite(data):
                raise ValueError("not a finite number")
            return data
        if kind is not list or not data or type(data[0]) is not str or depth > MAX_DEPTH + 2:
            raise ValueError("not a value")
        return _READERS[data[0]](self, data[1:], depth + 1)

    def each(self, data: list[Data], depth: int) -> list[Any]:
        """The values that ``data`` describes, one by one."""
        return [self.decode(item, depth) for item in data]

    def blob(self, index: object) -> memoryview:
        """The raw bytes number ``index`` of the message."""
        if type(index) is not int or index < 0:
            raise ValueError("no such bytes")
        return self._blobs[index]

    def keep(self, value: Kept) -> Kept:
        """Number ``value`` as the other side did."""
        if self._known_top:
            self._known_top = False
        else:
            self.tracked.append(value)
        return value

    def reserve(self) -> int | None:
        """Number an object that is not there yet, as the other side did; None if its number is known."""
        if self._known_top:
            self._known_top = False
            return None
        self.tracked.append(None)
        return len(self.tracked) - 1

    def fill(self, place: int | None, value: Kept) -> Kept:
        """The object for a number from `reserve`."""
        if place is not None:
            self.tracked[place] = value
        return value

    def pairs(self, value: dict[Any, Any], data: list[Data], depth: int) -> dict[Any, Any]:
        """Fill a new dict with pairs of key and item."""
        self.keep(value)
        for pair in data:
            key, item = pair
            value[self.decode(key, depth)] = self.decode(item, depth)
        return value

    def content(self, data: Data) -> Any:
        """The value that ``data`` describes, as `Encoder.content` wrote it: its number is known already."""
        self._known_top = True
        return self.decode(data)

    def _list(self, data: list[Data], depth: int) -> list[Any]:
        value: list[Any] = self.keep([])
        value.extend(self.each(data, depth))
        return value

    def _dict(self, data: list[Data], depth: int) -> dict[Any, Any]:
        return self.pairs({}, data, depth)

    def _set(self, data: list[Data], depth: int) -> set[Any]:
        value: set[Any] = self.keep(set())
        value.update(self.each(data, depth))
        return value

    def _array(self, data: list[Data], depth: int) -> NDArray[Any]:
        name, shape, index, writeable = data
        blob = self.blob(index)
        value = self.keep(arrays.read_array(name, shape, blob))
        value.flags.writeable = bool(writeable)
        self.raw[len(self.tracked) - 1] = arrays.Raw(value.shape, value.dtype.str, blob)
        return value

    def _object_array(self, data: list[Data], depth: int) -> NDArray[Any]:
        shape, *items = data
        if math.prod(shape) != len(items) or any(type(n) is not int or n < 0 for n in shape):
            raise ValueError("false shape")
        value = self.keep(np.empty(shape, object))
        value.reshape(-1)[:] = self.each(items, depth)
        return value

    def _tensor(self, data: list[Data], depth: int) -> Tensor:
        name, shape, index, number = data
        tensor = arrays.read_array(name, shape, self.blob(index)).view(Tensor)
        if type(number) is int and self._owner is not None:
            tensor.held = self._owner, number
            tensor.flags.writeable = False
        return tensor

    def _iterator(self, data: list[Data], depth: int) -> Iterator[Any]:
        """What the judge's iterator gives, asked for item by item."""
        following: Any = self._resolve(msgspec.convert(data[0], Reference))
        return (item for items in iter(following, []) for item in items)

    def _held(self, data: list[Data], depth: int) -> object:
        (number,) = data
        return self._resolve(HandleReference(number))

    def _scalar(self, data: list[Data], depth: int) -> Any:
        name, index = data
        return arrays.read_array(name, [], self.blob(index))[()]

    def _named(self, data: list[Data], depth: int) -> tuple[Any, ...]:
        name, fields, owner, *items = data
        students: Any = None if owner is None else self._resolve(msgspec.convert(owner, Reference))
        values = self.each(items, depth)
        made: tuple[Any, ...]
        if issubclass(type(students), type) and _is_named(students):  # in the worker, where the class is
            made = tuple.__new__(students, values)
        else:
            made = _named_type(name, tuple(fields), students)(*values)
        return made

    def _back(self, data: list[Data], depth: int) -> object:
        (number,) = data
        if type(number) is not int or number < 0:
            raise ValueError("no such object")
        return self.tracked[number]

    def _bounds(self, data: list[Data], depth: int, kind: type) -> object:
        start, stop, step = self.each(data, depth)
        return kind(start, stop, step)

    def _special_float(self, data: list[Data], depth: int) -> float:
        (name,) = data
        if name not in ("nan", "inf", "-inf"):
            raise ValueError("no such number")
        return float(name)

    def _complex(self, data: list[Data], depth: int) -> complex:
        real, imaginary = self.each(data, depth)
        if type(real) is not float or type(imaginary) is not float:
            raise ValueError("no such number")
        return complex(real, imaginary)

    def _integer(self, data: list[Data], depth: int) -> int:
        (text,) = data
        if type(text) is not str or len(text) > MAX_INTEGER_BITS // 4 + 3:
            raise ValueError("too large a number")
        return int(text, 16)


_READERS: dict[str, Callable[[Decoder, list[Data], int], object]] = {
    "list": Decoder._list,
    "tuple": lambda decoder, data, depth: tuple(decoder.each(data, depth)),
    "set": Decoder._set,
    "frozenset": lambda decoder, data, depth: frozenset(decoder.each(data, depth)),
    "dict": Decoder._dict,
    "named": Decoder._named,
    "array": Decoder._array,
    "object array": Decoder._object_array,
    "tensor": Decoder._tensor,
    "held": Decoder._held,
    "iterator": Decoder._iterator,
    "scalar": Decoder._scalar,
    "bytes": lambda decoder, data, depth: bytes(decoder.blob(data[0])),
    "bytearray": lambda decoder, data, depth: decoder.keep(bytearray(decoder.blob(data[0]))),
    "integer": Decoder._integer,
    "special": Decoder._special_float,
    "complex": Decoder._complex,
    "slice": lambda decoder, data, depth: decoder._bounds(data, depth, slice),
    "range": lambda decoder, data, depth: decoder._bounds(data, depth, range),
    "ellipsis": lambda decoder, data, depth: ...,
    "generator": lambda decoder, data, depth: decoder.keep(arrays.new_generator(data[0])),
    "dtype": lambda decoder, data, depth: arrays.read_dtype(data[0]),
    "again": Decoder._back,
    "reference": lambda decoder, data, depth: decoder._resolve(msgspec.convert(data[0], Reference)),
    "text": lambda decoder, data, depth: str(decoder.blob(data[0]), "utf-8", "surrogatepass"),
    **library_values.READERS,
    **tables.READERS,
}


def _is_tracked(value: Any) -> bool:
    kind = type(value)
    if kind in (list, set, bytearray, *_DICTS) or _is_generator(value):
        return True
    if library_values.is_mutable(value) or tables.is_table(value):
        return True
    return issubclass(kind, np.ndarray) and not _is_tensor(value)


def _is_tensor(value: object) -> bool:
    """Whether it is a value of TensorFlow, JAX or PyTorch; a variable is none: it can be changed."""
    kind = type(value)
    if kind is Tensor:
        return True
    library = kind.__module__.partition(".")[0] in ("tensorflow", "jax", "jaxlib", "torch")
    return library and callable(getattr(value, "__array__", None)) and not hasattr(value, "assign")


def is_variable(value: object) -> bool:
    """Whether it is a variable of Keras or TensorFlow: an array that can be changed."""
    library = type(value).__module__.partition(".")[0] in ("keras", "tensorflow")
    return library and callable(getattr(value, "__array__", None)) and hasattr(value, "assign")


def _is_generator(value: object) -> bool:
    return type(value) in (np.random.Generator, np.random.RandomState)


def _is_named(kind: type) -> bool:
    fields = getattr(kind, "_fields", None)
    return kind.__base__ is tuple and type(fields) is tuple and all(type(field) is str for field in fields)


@lru_cache(maxsize=256)
def _named_type(name: str, fields: tuple[str, ...], students: object) -> Any:
    """A named tuple; one for each class of the student's, which it stands for."""
    for text in (name, *fields):
        if type(text) is not str or not text.isidentifier() or text[0] == "_" or keyword.iskeyword(text):
            raise ValueError("no such named tuple")
    make: Callable[..., Any] = namedtuple
    kind = make(name, fields)
    if students is not None:
        kind.students_class = students
    return kind


def _require(dtype: np.dtype[Any]) -> None:
    if not arrays.crosses(dtype):
        raise CannotCross(f"an array of dtype {dtype} cannot be compared; expected numbers, text or dates")


def _large(value: int) -> list[Any]:
    if value.bit_length() > MAX_INTEGER_BITS:
        raise CannotCross(f"an integer of {value.bit_length()} bits is too large to be compared")
    return ["integer", hex(value)]
