"""Values of Python's standard library as JSON data: containers, files in memory, dates, exact numbers, paths.

Each is known by its very type, never by what an object says of itself, and is built anew from plain data.
"""

from __future__ import annotations

import datetime
import io
import zoneinfo
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import PosixPath, PurePosixPath
from random import Random
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from autograder.sandbox.protocol import Data

if TYPE_CHECKING:
    from autograder.sandbox.bridge.values import Decoder, Encoder

_VIEWS: tuple[type, ...] = (type({}.keys()), type({}.values()), type({}.items()))
_FACTORIES: dict[str, type] = {
    kind.__name__: kind for kind in (list, dict, set, int, float, str, tuple, bool, complex, Counter)
}
_LONGEST = 10_000
"""Most digits of an exact number that crosses."""
MUTABLE = (deque, io.StringIO, io.BytesIO, Random)
"""Those that a call may change in place."""


def encoded(value: Any, encoder: Encoder, depth: int) -> list[Data] | None:
    """JSON data for a value of the standard library; None for any other."""
    write = _WRITERS.get(type(value))
    if write is not None:
        return write(value, lambda item: encoder.encode(item, depth + 1))
    if type(value).__module__.startswith("matplotlib.") and isinstance(value, Sequence):
        return ["list", *(encoder.encode(item, depth + 1) for item in value)]
    return None


def is_mutable(value: object) -> bool:
    """Whether a call may change it in place."""
    return type(value) in MUTABLE


def content(value: Any) -> object:
    """Something that compares equal as long as a mutable value was not changed."""
    if type(value) is deque:
        return list(value)
    if type(value) is Random:
        return value.getstate()
    return "closed" if value.closed else (value.getvalue(), value.tell())


def replace(original: Any, value: Any) -> None:
    """Change a mutable value to what another holds.

    Raises:
        ValueError: if the two are of different kinds.
    """
    if type(original) is not type(value):
        raise ValueError("another kind of value")
    if type(original) is deque:
        original.clear()
        original.extend(value)
    elif type(original) is Random:
        original.setstate(value.getstate())
    elif value.closed:
        original.close()
    else:
        original.seek(0)
        original.truncate()
        original.write(value.getvalue())
        original.seek(value.tell())


def _file(value: io.StringIO | io.BytesIO, encode: Callable[[Any], Data]) -> list[Data]:
    if value.closed:
        return [type(value).__name__, None, 0]
    return [type(value).__name__, encode(value.getvalue()), value.tell()]


def _zone(zone: datetime.tzinfo | None) -> Data:
    if zone is None:
        return None
    if isinstance(zone, zoneinfo.ZoneInfo):
        return zone.key
    if type(zone) is datetime.timezone:
        return zone.utcoffset(None).total_seconds()
    raise TypeError(f"a time zone of class {type(zone).__name__} cannot be compared")


def _digits(text: str) -> str:
    if len(text) > _LONGEST:
        raise TypeError("a number of so many digits is too large to be compared")
    return text


_WRITERS: dict[type, Callable[[Any, Callable[[Any], Data]], list[Data]]] = {
    **{view: lambda value, encode: ["list", *map(encode, value)] for view in _VIEWS},
    deque: lambda value, encode: ["deque", value.maxlen, *map(encode, value)],
    io.StringIO: _file,
    io.BytesIO: _file,
    Random: lambda value, encode: ["random", list(value.getstate()[1]), encode(value.getstate()[2])],
    datetime.date: lambda value, encode: ["date", value.isoformat()],
    datetime.time: lambda value, encode: [
        "time",
        value.replace(tzinfo=None).isoformat(),
        value.fold,
        _zone(value.tzinfo),
    ],
    datetime.datetime: lambda value, encode: [
        "datetime",
        value.replace(tzinfo=None).isoformat(),
        value.fold,
        _zone(value.tzinfo),
    ],
    datetime.timedelta: lambda value, encode: ["timedelta", value.days, value.seconds, value.microseconds],
    datetime.timezone: lambda value, encode: ["timezone", _zone(value)],
    zoneinfo.ZoneInfo: lambda value, encode: ["timezone", _zone(value)],
    Decimal: lambda value, encode: ["decimal", _digits(str(value))],
    Fraction: lambda value, encode: ["fraction", encode(value.numerator), encode(value.denominator)],
    PosixPath: lambda value, encode: ["path", str(value), False],
    PurePosixPath: lambda value, encode: ["path", str(value), True],
    UUID: lambda value, encode: ["uuid", value.hex],
    SimpleNamespace: lambda value, encode: [
        "namespace",
        *([str(k), encode(v)] for k, v in vars(value).items()),
    ],
}


def _read_dict(kind: type) -> Callable[[Decoder, list[Data], int], dict[Any, Any]]:
    def read(decoder: Decoder, data: list[Data], depth: int) -> dict[Any, Any]:
        value: dict[Any, Any] = kind()
        return decoder.pairs(value, data, depth)

    return read


def _read_default(decoder: Decoder, data: list[Data], depth: int) -> dict[Any, Any]:
    factory, *pairs = data
    value: dict[Any, Any] = defaultdict(None if factory is None else _FACTORIES[factory])
    return decoder.pairs(value, pairs, depth)


def _read_deque(decoder: Decoder, data: list[Data], depth: int) -> deque[Any]:
    longest, *items = data
    value: deque[Any] = decoder.keep(deque(maxlen=longest))
    value.extend(decoder.each(items, depth))
    return value


def _read_file(kind: type[io.StringIO | io.BytesIO]) -> Callable[[Decoder, list[Data], int], Any]:
    def read(decoder: Decoder, data: list[Data], depth: int) -> Any:
        text, position = data
        value: Any = decoder.keep(kind())
        if text is None:
            value.close()
        else:
            value.write(decoder.decode(text, depth))
            value.seek(position)
        return value

    return read


def _read_random(decoder: Decoder, data: list[Data], depth: int) -> Random:
    words, kept = data
    if (
        any(type(word) is not int or not 0 <= word < 1 << 32 for word in words)
        or not 0 < words[-1] <= len(words) - 1 == 624
    ):
        raise ValueError("no such state")
    value = decoder.keep(Random(0))
    value.setstate((3, tuple(words), decoder.decode(kept, depth)))
    return value


def _read_zone(told: Data) -> datetime.tzinfo | None:
    if told is None:
        return None
    if type(told) is str:
        return zoneinfo.ZoneInfo(told)
    return datetime.timezone(datetime.timedelta(seconds=told))


def _read_moment(kind: Any) -> Callable[[Decoder, list[Data], int], Any]:
    def read(decoder: Decoder, data: list[Data], depth: int) -> Any:
        text, fold, zone = data
        return kind.fromisoformat(text).replace(fold=fold, tzinfo=_read_zone(zone))

    return read


def _read_path(decoder: Decoder, data: list[Data], depth: int) -> PurePosixPath:
    text, pure = data
    kind: type[PurePosixPath] = PurePosixPath if pure else PosixPath
    return kind(text)


def _read_fraction(decoder: Decoder, data: list[Data], depth: int) -> Fraction:
    above, below = decoder.each(data, depth)
    if type(above) is not int or type(below) is not int or below < 1:
        raise ValueError("no such number")
    return Fraction(above, below)


def _read_decimal(decoder: Decoder, data: list[Data], depth: int) -> Decimal:
    (text,) = data
    if type(text) is not str or len(text) > _LONGEST:
        raise ValueError("no such number")
    try:
        return Decimal(text)
    except ArithmeticError as error:
        raise ValueError("no such number") from error


def _read_namespace(decoder: Decoder, data: list[Data], depth: int) -> SimpleNamespace:
    value = SimpleNamespace()
    for name, item in data:
        vars(value)[str(name)] = decoder.decode(item, depth)
    return value


READERS: dict[str, Callable[[Decoder, list[Data], int], object]] = {
    "counter": _read_dict(Counter),
    "ordered": _read_dict(OrderedDict),
    "default": _read_default,
    "deque": _read_deque,
    "StringIO": _read_file(io.StringIO),
    "BytesIO": _read_file(io.BytesIO),
    "random": _read_random,
    "date": lambda decoder, data, depth: datetime.date.fromisoformat(data[0]),
    "time": _read_moment(datetime.time),
    "datetime": _read_moment(datetime.datetime),
    "timedelta": lambda decoder, data, depth: datetime.timedelta(*map(int, data)),
    "timezone": lambda decoder, data, depth: _read_zone(data[0]),
    "decimal": _read_decimal,
    "fraction": _read_fraction,
    "path": _read_path,
    "uuid": lambda decoder, data, depth: UUID(hex=data[0]),
    "namespace": _read_namespace,
}


def dict_start(value: dict[Any, Any]) -> list[Data]:
    """The first words of a dict of one of Python's own kinds."""
    kind = type(value)
    if kind is defaultdict:
        factory = value.default_factory  # type: ignore[attr-defined]
        known = isinstance(factory, type) and _FACTORIES.get(factory.__name__) is factory
        return ["default", factory.__name__ if known else None]
    return [{Counter: "counter", OrderedDict: "ordered"}.get(kind, "dict")]
