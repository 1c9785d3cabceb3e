"""Arguments that a call changed in place are changed in the caller too.

Both sides number the mutable objects of a message alike (see `values`); the worker takes a snapshot before
the call and reports by number what differs after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from autograder.sandbox.bridge import arrays, library_values, tables
from autograder.sandbox.bridge.arrays import Raw
from autograder.sandbox.bridge.values import Decoder, Encoder
from autograder.sandbox.protocol import Change, SharedReference


class Snapshot:
    """What the mutable arguments of a call held before it."""

    def __init__(self, decoder: Decoder) -> None:
        """Remember the content of each object that a message held; the objects inside it are tracked too."""
        self._tracked = list(decoder.tracked)
        self._before = [
            decoder.raw[number] if number in decoder.raw else _content(item)
            for number, item in enumerate(self._tracked)
        ]

    def changes(self, encoder: Encoder) -> list[Change]:
        """Number and new content of each object that differs now."""
        found = []
        for number, (item, before) in enumerate(zip(self._tracked, self._before, strict=True)):
            if not _still_holds(item, before):
                found.append(Change(number, encoder.content(item)))
        return found


def apply(changes: Iterable[Change], originals: Sequence[object], decoder: Decoder) -> None:
    """Change the caller's ``originals`` as the worker reported.

    Raises:
        ValueError, TypeError, KeyError, IndexError: if the report is not one.
    """
    for change in changes:
        if not 0 <= change.number < len(originals):
            raise ValueError("no such argument")
        original = originals[change.number]
        if isinstance(original, np.random.Generator | np.random.RandomState):
            word, state = change.content
            if word != "generator":
                raise ValueError("not a generator")
            arrays.set_generator_state(original, state)
            continue
        _replace(original, decoder.content(change.content))


def _replace(original: object, value: Any) -> None:
    if isinstance(original, np.ndarray):
        if not isinstance(value, np.ndarray) or value.dtype != original.dtype:
            raise ValueError("another kind of array")
        if value.shape == original.shape and original.flags.writeable:
            original[...] = value
    elif isinstance(original, list) and type(value) is list:
        original[:] = value
    elif isinstance(original, dict | set) and isinstance(original, type(value)):
        original.clear()
        original.update(value)
    elif isinstance(original, bytearray) and type(value) is bytearray:
        original[:] = value
    elif library_values.is_mutable(original):
        library_values.replace(original, value)
    elif tables.is_table(original):
        tables.replace(original, value)
    else:
        raise ValueError("another kind of value")


def _still_holds(item: Any, before: object) -> bool:
    return arrays.holds(item, before) if isinstance(before, Raw) else _same(before, _content(item))


def _content(item: Any) -> object:
    """Something that compares equal as long as ``item`` itself was not changed."""
    if isinstance(item, dict):
        return [part for pair in item.items() for part in pair]
    if isinstance(item, list | set):
        return list(item)
    if isinstance(item, np.ndarray):
        return item.ravel().tolist()
    if isinstance(item, bytearray):
        return bytes(item)
    if library_values.is_mutable(item):
        return library_values.content(item)
    if tables.is_table(item):
        encoder = Encoder(lambda value: SharedReference("", str(id(value))))
        return str(encoder.content(item)), [bytes(blob) for blob in encoder.blobs]
    return str(arrays.generator_state(item))


def _same(before: Any, after: Any) -> bool:
    """Whether both hold the very same objects, or equal plain data where no object has a number."""
    if type(before) is not list or type(after) is not list:
        return type(before) is type(after) and bool(before == after)
    return len(before) == len(after) and all(a is b for a, b in zip(before, after, strict=True))
