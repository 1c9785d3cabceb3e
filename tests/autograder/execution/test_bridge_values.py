"""Plain data crosses the bridge unchanged."""

import json
import math
from collections import Counter, OrderedDict, defaultdict, namedtuple

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from autograder.sandbox.bridge.values import _READERS, CannotCross, Decoder, Encoder
from autograder.sandbox.channel import encode

ANY_TEXT = st.text() | st.text(st.characters(exclude_categories=()))  # halves of surrogate pairs too
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT | st.binary() | st.complex_numbers()
)
KEYS = (
    st.none() | st.booleans() | st.integers() | st.text() | st.binary() | st.tuples(st.integers(), st.text())
)
PLAIN = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(KEYS, inner, max_size=4)
        | st.sets(KEYS, max_size=4)
        | st.frozensets(KEYS, max_size=4)
    ),
    max_leaves=12,
)
DTYPES = (
    npst.boolean_dtypes()
    | npst.integer_dtypes(endianness="?")
    | npst.unsigned_integer_dtypes(endianness="?")
    | npst.floating_dtypes(endianness="?", sizes=(16, 32, 64))
    | npst.complex_number_dtypes(endianness="?")
    | npst.byte_string_dtypes(max_len=5)
    | npst.unicode_string_dtypes(max_len=5, endianness="?")
    | npst.datetime64_dtypes(endianness="?")
    | npst.timedelta64_dtypes(endianness="?")
)


def refuse(value):
    raise CannotCross(f"{type(value)} is not plain")


def crossed(value):
    encoder = Encoder(refuse)
    header = msgspec.json.decode(encode(encoder.encode(value)))
    return Decoder([memoryview(bytes(blob)) for blob in encoder.blobs], refuse).decode(header)


def same(a, b):
    """Equal in value and in type, at every depth; nan is the same as nan."""
    if type(a) is not type(b):
        return False
    if isinstance(a, float):
        return (a == b and math.copysign(1, a) == math.copysign(1, b)) or (a != a and b != b)
    if isinstance(a, complex):
        return same(a.real, b.real) and same(a.imag, b.imag)
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return same(list(a), list(b)) and same(list(a.values()), list(b.values()))
    return a == b


@given(PLAIN)
@settings(max_examples=200, deadline=None)
def test_plain_data_round_trips(value):
    assert same(crossed(value), value)


@given(
    DTYPES.flatmap(lambda dtype: npst.arrays(dtype, npst.array_shapes(min_dims=0, min_side=0, max_dims=4)))
)
@settings(max_examples=200, deadline=None)
def test_arrays_round_trip(array):
    back = crossed(array)
    assert type(back) is np.ndarray
    assert (back.dtype, back.shape, back.tobytes()) == (array.dtype, array.shape, array.tobytes())
    assert back.flags.writeable


@pytest.mark.parametrize(
    "array",
    [
        np.arange(24.0).reshape(4, 6)[::2, ::-3],
        np.asfortranarray(np.arange(6).reshape(2, 3)),
        np.broadcast_to(np.float32(2), (3, 2)),
        np.arange(6, dtype=">i4").reshape(2, 3).T,
        np.zeros((0, 3)),
        np.array(3.5),
        np.array("text"),
        np.longdouble([1, 2]),
    ],
    ids=["strided", "fortran", "broadcast", "big-endian", "empty", "0-d", "text", "longdouble"],
)
def test_layout_does_not_matter(array):
    back = crossed(array)
    assert back.dtype == array.dtype
    np.testing.assert_array_equal(back, array)


@given(DTYPES.flatmap(lambda dtype: npst.from_dtype(np.dtype(dtype))))
@settings(max_examples=100, deadline=None)
def test_numpy_scalars_keep_their_type(value):
    scalar = np.asarray(value)[()]
    back = crossed(scalar)
    assert type(back) is type(scalar)
    assert np.asarray(back).tobytes() == np.asarray(scalar).tobytes()


@pytest.mark.parametrize("bits", ["PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64"])
@pytest.mark.parametrize("legacy", [False, True])
def test_generators_cross_with_their_state(bits, legacy):
    bit_generator = getattr(np.random, bits)(5)
    ours = np.random.RandomState(bit_generator) if legacy else np.random.Generator(bit_generator)
    ours.normal(size=3)
    theirs = crossed(ours)
    np.testing.assert_array_equal(theirs.normal(size=7), ours.normal(size=7))


def test_one_object_stays_one_object():
    shared = [1]
    first, second, inner = crossed([shared, shared, {"k": shared}])
    assert first is second
    assert inner["k"] is first


def test_cycles_cross():
    ring = []
    ring.append(ring)
    back = crossed(ring)
    assert back[0] is back


def test_containers_of_the_library_come_as_plain_ones():
    Point = namedtuple("Point", "x y")
    point = crossed(Point(1, [2]))
    assert (point.x, point.y, type(point).__name__) == (1, [2], "Point")
    for value in (OrderedDict(a=1), defaultdict(int, a=1), Counter("a")):
        assert crossed(value) == {"a": 1}


def test_a_read_only_array_stays_read_only():
    array = np.arange(3)
    array.flags.writeable = False
    assert not crossed(array).flags.writeable


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (np.array([1, object()]), "is not plain"),
        (np.zeros(2, dtype=[("a", "i4"), ("b", "f8")]), "cannot be compared"),
        (1 << (1 << 21), "too large"),
    ],
    ids=["object array", "structured array", "huge integer"],
)
def test_what_cannot_cross_says_why(value, reason):
    with pytest.raises(CannotCross, match=reason):
        crossed(value)


def test_too_deep_a_nesting_is_refused():
    value = []
    for _ in range(100):
        value = [value]
    with pytest.raises(CannotCross, match="nested"):
        crossed(value)


HOSTILE = [
    ["array", "<f8", [-1], 0, 1],
    ["array", "<f8", [1 << 62, 1 << 62], 0, 1],
    ["array", "<f8", [2.0], 0, 1],
    ["array", "<f8", [True], 0, 1],
    ["array", "<f8", [3], 0, 1],
    ["array", "O", [1], 0, 1],
    ["array", "|O8", [1], 0, 1],
    ["array", "f8,i4", [1], 0, 1],
    ["array", "(2,)f8", [1], 0, 1],
    ["array", ["f8"], [1], 0, 1],
    ["array", "<f8", [1], -1, 1],
    ["array", "<f8", [1], 7, 1],
    ["array", "<f8", [1] * 40, 0, 1],
    ["array", "|b1", [8], 1, 1],
    ["array", "<U2", [1], 1, 1],
    ["array", "<V8", [1], 0, 1],
    ["scalar", "O", 0],
    ["set", ["list"]],
    ["dict", [["list"], 1]],
    ["dict", [1]],
    ["integer", "0x" + "f" * 400_000],
    ["integer", 5],
    ["special", "1e5"],
    ["complex", "1", "2"],
    ["again", 99],
    ["again", -1],
    ["named", "__class__", ["a"], 1],
    ["named", "P", ["__init__"], 1],
    ["named", "P", ["a", "b"], 1],
    ["range", "a", "b", "c"],
    ["generator", [False, {"bit_generator": "system", "state": {}}]],
    ["generator", [False, {"bit_generator": "Philox", "state": {}, "buffer_pos": "-0x5"}]],
    ["tensor", "O", [1], 0, 1],
    ["dtype", "O"],
    ["dtype", "f8" * 1000],
    ["reference", ["shared", "os", "system"]],
    ["reference", ["handle", "one"]],
    ["reference", ["handle", 1, "thing"]],
    ["reference"],
    ["text", 5],
    ["text", 1],
    ["nothing"],
    [],
    [1],
    {"l": 1},
]


@pytest.mark.parametrize("header", HOSTILE, ids=lambda header: json.dumps(header)[:40])
def test_hostile_data_is_refused(header):
    blobs = [memoryview(bytes(8)), memoryview(b"\xff" * 8)]

    def resolve(data):
        raise ValueError("no such object")

    with pytest.raises((ValueError, TypeError, LookupError)):
        Decoder(blobs, resolve).decode(header)


@pytest.mark.parametrize("position", ["0x271", "0xffffffff", "-0x1"])
def test_a_generator_that_would_read_outside_its_state_is_refused(position):
    encoder = Encoder(refuse)
    tag, (legacy, state) = encoder.encode(np.random.Generator(np.random.MT19937(1)))
    state["state"]["pos"] = position
    with pytest.raises(ValueError, match="false number"):
        Decoder([], refuse).decode([tag, [legacy, state]])


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=3)
    | st.sampled_from(sorted(_READERS)),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=2), inner, max_size=3),
    max_leaves=20,
)


@given(JSON)
@settings(max_examples=300, deadline=None)
def test_any_json_is_a_value_or_refused(header):
    def resolve(data):
        raise ValueError("no such object")

    decoder = Decoder([memoryview(bytes(8))], resolve)
    try:
        decoder.decode(header)
    except (ValueError, TypeError, LookupError, AttributeError):
        return
    assert len(decoder.tracked) <= 100
