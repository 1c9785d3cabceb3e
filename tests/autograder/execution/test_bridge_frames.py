"""A message that breaks the rules ends the link with a reason, and costs nothing else."""

import json
import socket
import struct
import time
from typing import Any

import pytest

from autograder.sandbox import protocol
from autograder.sandbox.channel import Channel, Gone, Late, Malformed, TooLarge


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


def test_a_channel_may_take_in_less_than_it_sends():
    ours, theirs = socket.socketpair()
    here = Channel(ours, 1 << 20, protocol.Replied, accepts=1000)
    there = Channel(theirs, 1 << 20, protocol.Replied)
    here.send(protocol.Replied("x" * 5000))
    assert there.receive()[0].value == "x" * 5000
    there.send(protocol.Replied("x" * 5000))
    with pytest.raises(Malformed, match="over the limit"):
        here.receive()
