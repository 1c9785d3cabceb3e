"""Frames, series and indexes of pandas as JSON data and arrays: what they hold, with dtypes and index.

Of a subclass its content alone crosses, and nothing that the class makes of it. A column that no array of
NumPy holds without loss (periods, intervals) cannot cross.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.sandbox.protocol import Data

if TYPE_CHECKING:
    from autograder.sandbox.bridge.values import Decoder, Encoder

CLASSES = frozenset({"DataFrame", "Series", "Index", "Timestamp", "Timedelta", "Interval"})
"""Classes of pandas whose instances cross by value."""


def is_table(value: object) -> bool:
    """Whether it is a frame or a series that can cross, and so may be changed in place by a call."""
    return _is_made_by_pandas(value, "DataFrame", "Series") and _crosses(value)


def encoded(value: Any, encoder: Encoder, depth: int) -> list[Data] | None:
    """JSON data for a value of pandas; None for any other.

    Raises:
        TypeError: if it cannot cross.
    """
    pandas: Any = sys.modules.get("pandas")
    if pandas is None or not (
        _is_made_by_pandas(value, *CLASSES) or value is pandas.NA or value is pandas.NaT
    ):
        return None
    if not _crosses(value):
        return None

    def encode(item: Any) -> Data:
        return encoder.encode(item, depth + 1)

    if isinstance(value, pandas.DataFrame):
        columns = [_values(pandas, value.iloc[:, n], encode) for n in range(value.shape[1])]
        return ["frame", _index(pandas, value.index, encode), _index(pandas, value.columns, encode), *columns]
    if isinstance(value, pandas.Series):
        return [
            "series",
            _index(pandas, value.index, encode),
            encode(value.name),
            _values(pandas, value, encode),
        ]
    if isinstance(value, pandas.Index):
        return ["index", _index(pandas, value, encode)]
    if value is pandas.NaT or value is pandas.NA:
        return ["nothing", "NaT" if value is pandas.NaT else "NA"]
    if type(value) is pandas.Timestamp:
        return ["timestamp", value.value, value.unit, None if value.tz is None else str(value.tz)]
    if type(value) is pandas.Interval:
        return ["interval", encode(value.left), encode(value.right), value.closed]
    if type(value) is pandas.Timedelta:
        return ["span", value.value, value.unit]
    return None


def replace(original: Any, value: Any) -> None:
    """Make a frame or a series hold what another holds.

    Raises:
        ValueError: if it is of another kind.
    """
    if type(original) is not type(value):
        raise ValueError("another kind of value")
    type(original).__init__(original, value)


def _is_made_by_pandas(value: object, *names: str) -> bool:
    """Whether the class of a value is one of pandas, or derives from it; none that only says so."""
    pandas: Any = sys.modules.get("pandas")
    return pandas is not None and any(
        kind.__name__ in names and getattr(pandas, kind.__name__, None) is kind
        for kind in type.mro(type(value))
    )


def _crosses(value: Any) -> bool:
    """Whether every column and index has a dtype that crosses."""
    if _is_made_by_pandas(value, "DataFrame"):
        holders = [value.index, value.columns, *(value.iloc[:, n] for n in range(value.shape[1]))]
    elif _is_made_by_pandas(value, "Series"):
        holders = [value.index, value]
    else:
        holders = [value] if _is_made_by_pandas(value, "Index") else []
    return all(_has_known_dtype(holder) for holder in holders)


def _has_known_dtype(holder: Any) -> bool:
    pandas: Any = sys.modules["pandas"]
    if isinstance(holder, pandas.MultiIndex):
        return all(_has_known_dtype(level) for level in holder.levels)
    dtype = holder.dtype
    if isinstance(dtype, pandas.CategoricalDtype):
        return _has_known_dtype(dtype.categories)
    extensions = pandas.StringDtype | pandas.DatetimeTZDtype | pandas.IntervalDtype
    return isinstance(dtype, np.dtype | extensions) or str(dtype) in _MASKED


def _index(pandas: Any, index: Any, encode: Callable[[Any], Data]) -> list[Data]:
    if isinstance(index, pandas.RangeIndex):
        return ["range", index.start, index.stop, index.step, encode(index.name)]
    if isinstance(index, pandas.MultiIndex):
        levels = [_values(pandas, level, encode) for level in index.levels]
        codes = [encode(np.asarray(each)) for each in index.codes]
        return ["multi", levels, codes, [encode(name) for name in index.names]]
    return ["plain", _values(pandas, index, encode), encode(index.name), getattr(index, "freqstr", None)]


def _values(pandas: Any, holder: Any, encode: Callable[[Any], Data]) -> list[Data]:
    dtype = holder.dtype
    if isinstance(dtype, np.dtype):
        if dtype.kind == "O":
            return ["objects", *map(encode, holder.tolist())]
        return ["array", encode(np.array(holder.to_numpy()))]
    if isinstance(dtype, pandas.CategoricalDtype):
        category = holder.array
        codes = encode(np.array(category.codes))
        return ["category", codes, _values(pandas, category.categories, encode), bool(category.ordered)]
    if isinstance(dtype, pandas.StringDtype):
        missing = "NA" if dtype.na_value is pandas.NA else "nan"
        texts = [None if pandas.isna(text) else encode(str(text)) for text in holder.tolist()]
        return ["texts", dtype.storage, missing, *texts]
    if isinstance(dtype, pandas.IntervalDtype):
        ends = holder.array
        left, right = (_values(pandas, pandas.Index(end), encode) for end in (ends.left, ends.right))
        return ["intervals", left, right, ends.closed]
    if isinstance(dtype, pandas.DatetimeTZDtype):
        moments = pandas.DatetimeIndex(holder).tz_convert("UTC").tz_localize(None)
        return ["zoned", encode(np.array(moments)), str(dtype.tz)]
    name = str(dtype)
    if name in _MASKED:
        plain = name.lower().replace("boolean", "bool")
        filled = encode(holder.fillna(_MASKED[name]).to_numpy(plain))
        return ["masked", name, filled, encode(np.array(holder.isna()))]
    raise TypeError(f"a column of dtype {name} cannot be compared")


_MASKED: dict[str, Any] = {
    **{f"{kind}{bits}": 0 for kind in ("Int", "UInt") for bits in (8, 16, 32, 64)},
    **{"Float32": 0.0, "Float64": 0.0, "boolean": False},
}


def _read_values(pandas: Any, decoder: Decoder, data: list[Data], depth: int) -> Any:
    kind, *rest = data
    if kind == "objects":
        items = np.empty(len(rest), object)
        items[:] = decoder.each(rest, depth)
        return pandas.Series(items, dtype=object).array
    if kind == "array":
        return pandas.Series(_array(decoder.decode(rest[0], depth))).array
    if kind == "category":
        codes = _array(decoder.decode(rest[0], depth))
        categories = pandas.Index(_read_values(pandas, decoder, rest[1], depth))
        return pandas.Categorical.from_codes(codes, categories=categories, ordered=bool(rest[2]))
    if kind == "texts":
        missing = pandas.NA if rest[1] == "NA" else np.nan
        dtype = pandas.StringDtype(rest[0], na_value=missing)
        texts = [missing if text is None else decoder.decode(text, depth) for text in rest[2:]]
        return pandas.array(texts, dtype=dtype)
    if kind == "zoned":
        moments = pandas.Series(_array(decoder.decode(rest[0], depth)))
        return moments.dt.tz_localize("UTC").dt.tz_convert(rest[1]).array
    if kind == "intervals":
        left, right = (_read_values(pandas, decoder, end, depth) for end in rest[:2])
        return pandas.arrays.IntervalArray.from_arrays(left, right, closed=rest[2])
    if kind == "masked" and rest[0] in _MASKED:
        filled = pandas.array(_array(decoder.decode(rest[1], depth)), dtype=rest[0])
        filled[_array(decoder.decode(rest[2], depth)).astype(bool)] = pandas.NA
        return filled
    raise ValueError("no such column")


def _array(value: Any) -> Any:
    if type(value) is not np.ndarray or value.ndim != 1:
        raise ValueError("no such column")
    return value


def _read_index(pandas: Any, decoder: Decoder, data: list[Data], depth: int) -> Any:
    kind, *rest = data
    if kind == "range":
        start, stop, step, name = rest
        return pandas.RangeIndex(start, stop, step, name=decoder.decode(name, depth))
    if kind == "multi":
        levels = [pandas.Index(_read_values(pandas, decoder, level, depth)) for level in rest[0]]
        codes = [_array(decoder.decode(each, depth)) for each in rest[1]]
        return pandas.MultiIndex(levels, codes, names=decoder.each(rest[2], depth))
    values, name, step = rest
    index = pandas.Index(_read_values(pandas, decoder, values, depth), name=decoder.decode(name, depth))
    if step is not None:
        index.freq = step
    return index


def _read(build: Callable[[Any, Decoder, list[Data], int], Any]) -> Callable[[Decoder, list[Data], int], Any]:
    def read(decoder: Decoder, data: list[Data], depth: int) -> Any:
        pandas: Any = importlib.import_module("pandas")  # the judge may not have needed it so far
        try:
            return build(pandas, decoder, data, depth + 1)
        except (ArithmeticError, NotImplementedError) as error:
            raise ValueError("no such table") from error

    return read


def _kept(build: Callable[[Any, Decoder, list[Data], int], Any]) -> Callable[[Decoder, list[Data], int], Any]:
    def read(decoder: Decoder, data: list[Data], depth: int) -> Any:
        place = decoder.reserve()
        return decoder.fill(place, _read(build)(decoder, data, depth))

    return read


def _frame(pandas: Any, decoder: Decoder, data: list[Data], depth: int) -> Any:
    index, names, *columns = data
    index = _read_index(pandas, decoder, index, depth)
    names = _read_index(pandas, decoder, names, depth)
    arrays = [_read_values(pandas, decoder, column, depth) for column in columns]
    if any(len(array) != len(index) for array in arrays):
        raise ValueError("columns of other lengths than the index")
    frame = pandas.DataFrame(dict(enumerate(arrays)), index=index)
    frame.columns = names
    return frame


def _series(pandas: Any, decoder: Decoder, data: list[Data], depth: int) -> Any:
    index, name, values = data
    index, name = _read_index(pandas, decoder, index, depth), decoder.decode(name, depth)
    array = _read_values(pandas, decoder, values, depth)
    if len(array) != len(index):
        raise ValueError("as many values as the index has")
    return pandas.Series(array, index=index, name=name)


def _timestamp(pandas: Any, decoder: Decoder, data: list[Data], depth: int) -> Any:
    value, unit, zone = data
    moment = pandas.Timestamp(int(value), tz="UTC").as_unit(unit)
    return moment.tz_localize(None) if zone is None else moment.tz_convert(zone)


READERS: dict[str, Callable[[Decoder, list[Data], int], object]] = {
    "frame": _kept(_frame),
    "series": _kept(_series),
    "index": _read(lambda pandas, decoder, data, depth: _read_index(pandas, decoder, data[0], depth)),
    "nothing": _read(lambda pandas, decoder, data, depth: {"NaT": pandas.NaT, "NA": pandas.NA}[data[0]]),
    "timestamp": _read(_timestamp),
    "interval": _read(
        lambda pandas, decoder, data, depth: pandas.Interval(*decoder.each(data[:2], depth), closed=data[2])
    ),
    "span": _read(lambda pandas, decoder, data, depth: pandas.Timedelta(int(data[0])).as_unit(data[1])),
}
