"""Messages over a socket: a length-prefixed header, a record of `protocol` as JSON, then raw bytes."""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Sequence
from functools import cache
from typing import Any, Generic, TypeVar

import msgspec

_PREFIX = struct.Struct(">IQ")
HEADER_BYTES = 32 << 20
"""Largest header; the raw bytes behind it may be larger."""
_CHUNK = 1 << 16
_TIME = struct.Struct("ll")
COMMAND_BYTES = 64 << 20
"""Largest message between the grader and a process that it forked, in bytes."""

Received = TypeVar("Received")


class LinkBroken(BaseException):
    """The other side can no longer be talked to. Not an `Exception`: no test may catch it by accident."""


class Gone(LinkBroken):
    """The other side has ended."""


class Late(LinkBroken):
    """No answer came before the deadline."""


class Malformed(LinkBroken):
    """A message broke the rules: not of the protocol, a false length, a value that cannot be."""


class TooLarge(ValueError):
    """A message that would be over the limit; nothing was sent."""


def encode(message: object) -> bytes:
    """A message as JSON in UTF-8.

    Text that cannot be encoded, such as half of a surrogate pair, is replaced here and nowhere else: whatever
    has crossed a channel can be written to a file.
    """
    try:
        return msgspec.json.encode(message)
    except UnicodeEncodeError:
        return msgspec.json.encode(encodable(msgspec.to_builtins(message)))


def encodable(data: Any) -> Any:
    """JSON data in which every text can be encoded; what cannot is replaced by a question mark."""
    if isinstance(data, str):
        return data.encode("utf-8", "replace").decode()
    if isinstance(data, dict):
        return {encodable(key): encodable(value) for key, value in data.items()}
    return [encodable(item) for item in data] if isinstance(data, list | tuple) else data


@cache
def decoder(kind: Any) -> msgspec.json.Decoder[Any]:
    """Reads headers whose message is of a kind, a record or a union of records; made once for each kind."""
    return msgspec.json.Decoder(tuple[kind, tuple[int, ...]])


class Channel(Generic[Received]):
    """Sends and receives messages over a connected stream socket."""

    def __init__(
        self,
        connection: socket.socket,
        limit: int,
        receives: Any,
        *,
        ahead: bool = True,
        accepts: int | None = None,
    ) -> None:
        """Wrap a connection.

        Args:
            connection: a connected stream socket.
            limit: the largest message in bytes.
            receives: the record, or union of records, that the other side sends.
            ahead: False to read no byte beyond a message, where descriptors may follow.
            accepts: the largest message that is received, where that is another one.
        """
        connection.setblocking(True)
        self.socket = connection
        self.limit = limit
        self._accepts = limit if accepts is None else accepts
        self._decode = decoder(receives).decode
        self._chunk = bytearray(_CHUNK) if ahead else None
        self._pending: bytes | bytearray = b""
        self._deadline: float | None = None
        self._renew = 0.0

    @property
    def deadline(self) -> float | None:
        """`time.monotonic` at which waiting ends; None waits for ever."""
        return self._deadline

    @deadline.setter
    def deadline(self, moment: float | None) -> None:
        if moment is None and self._deadline is not None:
            self._limit_waiting(0.0)
        self._deadline, self._renew = moment, 0.0

    def send(self, message: object, blobs: Sequence[bytes | memoryview] = ()) -> None:
        """Send a message and the raw ``blobs`` that belong to it.

        Raises:
            TooLarge: if the message is over the limit; the other side has seen nothing.
            Gone, Late: if the other side does not take it.
        """
        sizes = [len(blob) for blob in blobs]
        header, total = encode((message, sizes)), sum(sizes)
        if len(header) > min(self.limit, HEADER_BYTES) or total > self.limit:
            raise TooLarge(
                f"a message of {_mib(len(header) + total)} is over the limit of {_mib(self.limit)}"
            )
        self._timeout()
        try:
            start = _PREFIX.pack(len(header), total) + header
            if total <= _CHUNK:  # one piece, one system call
                self.socket.sendall(b"".join([start, *blobs]))
                return
            for piece in (start, *blobs):
                self._timeout()
                self.socket.sendall(piece)
        except BlockingIOError as error:
            raise Late("nothing was read in time") from error
        except OSError as error:
            raise Gone("the other side has ended") from error

    def receive(self) -> tuple[Received, list[memoryview]]:
        """Wait for the next message.

        Returns:
            The message and its blobs.

        Raises:
            Gone, Late, Malformed: as their names say; the channel cannot be used afterwards.
        """
        length, total = _PREFIX.unpack(self._read(_PREFIX.size))
        if length > min(self._accepts, HEADER_BYTES) or total > self._accepts:
            raise Malformed(f"a message of {_mib(length + total)} is over the limit of {_mib(self._accepts)}")
        body = memoryview(self._read(length + total))
        try:
            message, sizes = self._decode(body[:length])
            if any(size < 0 for size in sizes) or sum(sizes) != total:
                raise ValueError("false sizes")
        except (ValueError, RecursionError, MemoryError) as error:
            raise Malformed(f"not a message: {type(error).__name__}") from error
        blobs, start = [], length
        for size in sizes:
            blobs.append(body[start : start + size])
            start += size
        return message, blobs

    @property
    def waiting(self) -> bool:
        """Whether a part of the next message has been read already."""
        return bool(self._pending)

    def close(self) -> None:
        """Close the socket; the other side sees that this one has ended."""
        self.socket.close()

    def _read(self, count: int) -> bytes | bytearray:
        if len(self._pending) < count:
            self._pending = self._pending + self._wait(count - len(self._pending))
        read, self._pending = self._pending[:count], self._pending[count:]
        return read

    def _wait(self, count: int) -> bytes | bytearray:
        """At least ``count`` more bytes; whatever else has come already, up to a chunk."""
        chunk = self._chunk if count <= _CHUNK else None
        try:
            buffer = bytearray(count) if chunk is None else chunk
            view, filled = memoryview(buffer), 0
            while filled < count:
                self._timeout()
                try:
                    got = self.socket.recv_into(view[filled:])
                except BlockingIOError:
                    continue
                if not got:
                    raise Gone("the other side has ended")
                filled += got
        except OSError as error:
            raise Gone("the other side has ended") from error
        except MemoryError as error:
            raise Malformed(f"no memory for a message of {_mib(count)}") from error
        return buffer if chunk is None else bytes(view[:filled])

    def _timeout(self) -> None:
        """Hand what is left of the time to the kernel, at most once a second: that costs a system call."""
        if self._deadline is None:
            return
        now = time.monotonic()
        if now >= self._deadline:
            raise Late("no answer in time")
        if now >= self._renew:
            self._limit_waiting(self._deadline - now)
            self._renew = now + 1.0

    def _limit_waiting(self, seconds: float) -> None:
        """Have the kernel end a wait; Python's own timeouts ask it twice for each message."""
        whole = int(seconds)
        moment = _TIME.pack(whole, int((seconds - whole) * 1e6) or int(0 < seconds < 1))
        try:
            for direction in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
                self.socket.setsockopt(socket.SOL_SOCKET, direction, moment)
        except OSError as error:
            raise Gone("the other side has ended") from error


def _mib(count: int) -> str:
    return f"{count / (1 << 20):.1f} MB"
