"""NumPy arrays, scalars and random generators as plain JSON and raw bytes.

Every dtype crosses that is a plain block of numbers, text or dates: no objects, no structures. What comes
in is checked first: a false shape or a text character that does not exist never reaches NumPy.
"""

from __future__ import annotations

import math
import re
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

AnyGenerator: TypeAlias = np.random.Generator | np.random.RandomState
_DTYPE = re.compile(r"[<>|=]?[biufcSUmM?]\d{0,6}(\[\d{0,6}[A-Za-zμ]{1,7}(/\d{1,6})?\])?")
_KINDS = frozenset("biufcSUmM")
_MAX_AXES = 32
_LARGE = 1 << 14
_GENERATORS = ("PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64")
_STATE_WORDS = {
    "MT19937": {"key": ("<u4", 624)},
    "Philox": {"counter": ("<u8", 4), "key": ("<u8", 2)},
    "SFC64": {"state": ("<u8", 4)},
}


def crosses(dtype: np.dtype[Any]) -> bool:
    """Whether arrays of this dtype cross the bridge."""
    return dtype.kind in _KINDS and dtype.subdtype is None and dtype.isbuiltin != 2


def array_bytes(array: NDArray[Any]) -> memoryview | bytes:
    """The elements in C order."""
    return np.ascontiguousarray(array).data.cast("B") if _plain_buffer(array) else array.tobytes()


def _plain_buffer(array: NDArray[Any]) -> bool:
    return array.dtype.kind in "iuf" and array.dtype.isnative and array.size > 0 and array.ndim > 0


class Raw(NamedTuple):
    """An array as it came in a message."""

    shape: tuple[int, ...]
    dtype: str
    """In NumPy's short form."""
    content: memoryview
    """Its elements in C order."""


def holds(array: NDArray[Any], raw: Raw) -> bool:
    """Whether an array still holds what came in the message; one that nobody may write to does."""
    if (array.shape, array.dtype.str) != (raw.shape, raw.dtype):
        return False
    if not array.flags.writeable:
        return True
    if array.nbytes < _LARGE or array.nbytes % 8 or not array.flags.c_contiguous:
        return array.tobytes() == raw.content
    # Without a copy, eight bytes at a time.
    return bool((array.reshape(-1).view(np.uint64) == np.frombuffer(raw.content, np.uint64)).all())


def read_array(name: object, shape: object, blob: memoryview) -> NDArray[Any]:
    """The array of dtype ``name`` and ``shape`` in ``blob``, copied.

    Raises:
        ValueError: if the three do not fit one another or name something that cannot cross.
    """
    dtype = read_dtype(name)
    if type(shape) is not list or len(shape) > _MAX_AXES or any(type(n) is not int or n < 0 for n in shape):
        raise ValueError("false shape")
    if math.prod(shape) * dtype.itemsize != len(blob) or any(n > 1 << 40 for n in shape):
        raise ValueError("false length")
    if not len(blob):
        return np.zeros(shape, dtype)
    _check_elements(dtype, blob)
    return np.frombuffer(blob, dtype).reshape(shape).copy()


def read_dtype(name: object) -> np.dtype[Any]:
    """The dtype called ``name``.

    Raises:
        ValueError: if there is none, or its arrays do not cross.
    """
    if type(name) is not str or not _DTYPE.fullmatch(name):
        raise ValueError("false dtype")
    try:
        dtype = np.dtype(name)
    except TypeError as error:
        raise ValueError("false dtype") from error
    if not crosses(dtype):
        raise ValueError("false dtype")
    return dtype


def _check_elements(dtype: np.dtype[Any], blob: memoryview) -> None:
    if dtype.kind == "b" and np.frombuffer(blob, np.uint8).max() > 1:
        raise ValueError("neither true nor false")
    if dtype.kind == "U":
        points = np.frombuffer(blob, np.dtype("u4").newbyteorder(dtype.byteorder))
        if points.max() > 0x10FFFF:
            raise ValueError("no such character")


def generator_state(generator: AnyGenerator) -> list[Any]:
    """The state of a random generator as JSON data.

    Raises:
        TypeError: if its bit generator is not one of NumPy's own.
    """
    legacy = isinstance(generator, np.random.RandomState)
    state: Any  # a dict for both kinds, which NumPy's annotations do not say of the old one
    if isinstance(generator, np.random.RandomState):
        state = generator.get_state(legacy=False)
    else:
        state = generator.bit_generator.state
    if state["bit_generator"] not in _GENERATORS:
        raise TypeError(f"a generator over {state['bit_generator']} cannot be handed over")
    return [legacy, _plain(state)]


def new_generator(described: Any) -> AnyGenerator:
    """A random generator with the state that `generator_state` described.

    Raises:
        ValueError: if no generator can have that state.
    """
    legacy, state = _read_state(described)
    bits = getattr(np.random, state["bit_generator"])(0)
    generator = np.random.RandomState(bits) if legacy else np.random.Generator(bits)
    set_generator_state(generator, described)
    return generator


def set_generator_state(generator: AnyGenerator, described: Any) -> None:
    """Give ``generator`` the state that `generator_state` described.

    Raises:
        ValueError: if it cannot have that state.
    """
    legacy, state = _read_state(described)
    if legacy != isinstance(generator, np.random.RandomState):
        raise ValueError("another kind of generator")
    try:
        if isinstance(generator, np.random.RandomState):
            generator.set_state(state)
        else:
            generator.bit_generator.state = state
    except (TypeError, KeyError, OverflowError) as error:
        raise ValueError("false state") from error


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, np.ndarray):
        return [hex(item) for item in value.tolist()]
    return hex(value) if isinstance(value, int | np.integer) and not isinstance(value, bool) else value


def _read_state(described: Any) -> tuple[bool, dict[str, Any]]:
    """Check a state: a position outside its buffer would make NumPy read memory that is not its own."""
    try:
        legacy, raw = described
        name = raw["bit_generator"]
        if type(legacy) is not bool or name not in _GENERATORS:
            raise ValueError("no such generator")
        state = {"bit_generator": name, "state": _read_words(name, raw["state"])}
        for key, highest in (("has_uint32", 1), ("uinteger", 2**32 - 1), ("buffer_pos", 4), ("has_gauss", 1)):
            if key in raw:
                state[key] = _number(raw[key], highest)
        if "buffer" in raw:
            state["buffer"] = _numbers(raw["buffer"], "<u8", 4)
        if legacy:
            state["gauss"] = float(raw["gauss"])
        return legacy, state
    except (TypeError, KeyError, AttributeError, OverflowError) as error:
        raise ValueError("false state") from error


def _read_words(name: str, raw: dict[str, Any]) -> dict[str, Any]:
    known = _STATE_WORDS.get(name, {})
    words: dict[str, Any] = {key: _numbers(raw[key], *shape) for key, shape in known.items()}
    if name == "MT19937":
        words["pos"] = _number(raw["pos"], 624)
    if name.startswith("PCG64"):
        words = {key: _number(raw[key], 2**128 - 1) for key in ("state", "inc")}
    return words


def _numbers(raw: object, dtype: str, count: int) -> NDArray[Any]:
    highest = 2 ** (8 * np.dtype(dtype).itemsize) - 1
    if type(raw) is not list or len(raw) != count:
        raise ValueError("false state")
    return np.array([_number(item, highest) for item in raw], dtype)


def _number(raw: object, highest: int) -> int:
    if type(raw) is not str or len(raw) > 40:
        raise ValueError("false number")
    value = int(raw, 16)
    if not 0 <= value <= highest:
        raise ValueError("false number")
    return value
