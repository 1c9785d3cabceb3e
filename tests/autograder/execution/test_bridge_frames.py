"""A message that breaks the rules ends the link with a reason, and costs nothing else."""

import json
import os
import socket
import struct
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.sandbox.bridge.values import _READERS
from autograder.sandbox.channel import Channel, Gone, Late, Malformed, TooLarge

sys.path.append(str(Path(__file__).parents[2] / "fuzz"))
import worker_frames


@pytest.fixture
def ends():
    ours, theirs = socket.socketpair()
    channel = Channel(ours, 1 << 20, Any)
    channel.deadline = time.monotonic() + 5
    yield channel, theirs
    ours.close()
    theirs.close()


def frame(text, total=0, length=None):
    return struct.pack(">IQ", len(text) if length is None else length, total) + text


def test_messages_arrive_as_sent(ends):
    channel, theirs = ends
    other = Channel(theirs, 1 << 20, Any)
    other.send({"a": [1, "ü", None]}, [b"", b"xyz"])
    header, blobs = channel.receive()
    assert header == {"a": [1, "ü", None]}
    assert [bytes(blob) for blob in blobs] == [b"", b"xyz"]


@pytest.mark.parametrize(
    "raw",
    [
        frame(b"not json"),
        frame(b"[1"),
        frame(b"[1,[5]]"),
        frame(b"[1,[-1,1]]"),
        frame(b'[1,["a"]]'),
        frame(b"[1,[true]]", 1) + b"x",
        frame(b"[1,{}]x"),
        frame(b"[NaN,[]]"),
        frame(b"[" * 100_000),
        frame(b"[" + b"9" * 10_000 + b",[]]"),
        frame(b"", length=1 << 31),
        frame(b"[1,[]]", 1 << 40),
        frame(b"\xff\xfe"),
    ],
    ids=[
        "text",
        "cut",
        "false size",
        "negative",
        "no number",
        "bool",
        "trailing",
        "nan",
        "deep",
        "long number",
        "long header",
        "long body",
        "bytes",
    ],
)
def test_a_malformed_message_is_refused(ends, raw):
    channel, theirs = ends
    theirs.sendall(raw)
    with pytest.raises(Malformed):
        channel.receive()


def test_a_message_that_comes_drop_by_drop_is_late(ends):
    channel, theirs = ends
    channel.deadline = time.monotonic() + 0.1
    theirs.sendall(frame(b"[1,[]]")[:5])
    with pytest.raises(Late):
        channel.receive()


def test_half_a_message_and_the_end(ends):
    channel, theirs = ends
    theirs.sendall(frame(b"[1,[]]")[:-2])
    theirs.close()
    with pytest.raises(Gone):
        channel.receive()


def test_a_large_message_is_not_sent_at_all(ends):
    channel, theirs = ends
    with pytest.raises(TooLarge, match=r"over the limit of 1\.0 MB"):
        channel.send("x", [bytes(2 << 20)])
    Channel(theirs, 1 << 20, Any).send(1)
    assert channel.receive()[0] == 1


def test_headers_are_plain_json(ends):
    channel, theirs = ends
    channel.send({"op": "call"})
    raw = theirs.recv(1000)
    assert json.loads(raw[12:]) == [{"op": "call"}, []]


def test_a_message_that_cannot_be_written_leaves_nothing_behind(ends):
    channel, theirs = ends
    part = [1, 2]
    part.append(part_of_no_json := object())
    with pytest.raises(TypeError, match="unsupported"):
        channel.send({"a": part})
    part.remove(part_of_no_json)
    channel.send({"a": part})
    assert Channel(theirs, 1 << 20, Any).receive()[0] == {"a": [1, 2]}


LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
    st.sampled_from(
        ["<f8", "|O", "|V8", "<U4", "<M8[D]", "nan", "0xff", "handle", "shared", "callable", "numpy"]
    ),
)
WORDS = st.sampled_from([*_READERS, "no word"])
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(lambda word, items: [word, *items], WORDS, st.lists(inner, max_size=4)),
        st.lists(inner, max_size=4),
        st.dictionaries(st.text(max_size=4), inner, max_size=3),
    ),
    max_leaves=12,
)
FIELDS = st.sampled_from(
    [
        "type",
        "value",
        "failure",
        "changes",
        "printed",
        "warned",
        "number",
        "arguments",
        "keywords",
        "classes",
        "message",
    ]
)
FAILURES = st.fixed_dictionaries(
    {"classes": st.lists(st.sampled_from(["builtins.ValueError", "x.Y", "StopIteration", ""]), max_size=3)},
    optional={"message": st.text(max_size=8), "arguments": VALUES, "place": VALUES, "student_class": VALUES},
)
CALLS = st.fixed_dictionaries(
    {"type": st.just("CallBack"), "number": st.integers(-1, 1)},
    optional={
        "arguments": st.lists(VALUES, max_size=2),
        "keywords": st.dictionaries(st.text(max_size=3), VALUES, max_size=2),
    },
)
REPLIES = st.one_of(
    st.builds(lambda value: worker_frames.replied(value), VALUES),
    st.builds(lambda value: worker_frames.replied(failure=value), FAILURES),
    st.builds(lambda value: worker_frames.replied(changes=value), st.lists(st.lists(VALUES, max_size=3))),
    CALLS,
    st.dictionaries(FIELDS, VALUES, max_size=5),
)
FRAMES = st.one_of(
    st.builds(worker_frames.frame, REPLIES, st.lists(st.binary(max_size=40), max_size=3)),
    st.binary(max_size=60),
    st.builds(lambda raw, cut: raw[:cut], st.sampled_from(worker_frames.SEEDS), st.integers(0, 100)),
)


@settings(max_examples=int(os.environ.get("FRAMES", "200")), deadline=None, database=None)
@given(st.lists(FRAMES, min_size=1, max_size=3))
def test_no_frame_of_a_worker_gets_further_than_a_broken_link(frames):
    assert worker_frames.read(b"".join(frames)) in ("broken", "raised", "value")


@pytest.mark.parametrize("raw", worker_frames.SEEDS)
def test_the_seeds_of_the_fuzzer_are_read(raw):
    assert worker_frames.read(raw) in ("broken", "raised", "value")
