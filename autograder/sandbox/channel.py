"""Messages over a socket: a length-prefixed JSON header, then raw bytes."""

from __future__ import annotations

import json
import json.encoder
import socket
import struct
import time
from collections.abc import Callable, Sequence

_PREFIX = struct.Struct(">IQ")
HEADER_BYTES = 32 << 20
"""Largest JSON header; the raw bytes behind it may be larger."""
_CHUNK = 1 << 16
_TIME = struct.Struct("ll")
COMMAND_BYTES = 64 << 20
"""Largest message between the grader and a process that it forked, in bytes."""


class LinkBroken(BaseException):
    """The other side can no longer be talked to. Not an `Exception`: no test may catch it by accident."""


class Gone(LinkBroken):
    """The other side has ended."""


class Late(LinkBroken):
    """No answer came before the deadline."""


class Malformed(LinkBroken):
    """A message broke the rules: not JSON, a false length, a value that cannot be."""


class TooLarge(ValueError):
    """A message that would be over the limit; nothing was sent."""


class Channel:
    """Sends and receives messages over a connected stream socket."""

    def __init__(self, connection: socket.socket, limit: int, *, ahead: bool = True) -> None:
        """Wrap a connection.

        Args:
            connection: a connected stream socket.
            limit: the largest message in bytes.
            ahead: False to read no byte beyond a message, where descriptors may follow.
        """
        connection.setblocking(True)
        self.socket = connection
        self.limit = limit
        self._chunk = bytearray(_CHUNK) if ahead else None
        self._pending = b""
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

    def send(self, header: object, blobs: Sequence[bytes | memoryview] = ()) -> None:
        """Send ``header`` (JSON data) and the raw ``blobs``.

        Raises:
            TooLarge: if the message is over the limit; the other side has seen nothing.
            Gone, Late: if the other side does not take it.
        """
        text = _encode([header, [len(blob) for blob in blobs]]).encode()
        total = sum(len(blob) for blob in blobs)
        if len(text) > min(self.limit, HEADER_BYTES) or total > self.limit:
            raise TooLarge(f"a message of {_mib(len(text) + total)} is over the limit of {_mib(self.limit)}")
        self._timeout()
        try:
            start = _PREFIX.pack(len(text), total) + text
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

    def receive(self) -> tuple[object, list[memoryview]]:
        """Wait for the next message.

        Returns:
            The header and the blobs.

        Raises:
            Gone, Late, Malformed: as their names say; the channel cannot be used afterwards.
        """
        length, total = _PREFIX.unpack(self._read(_PREFIX.size))
        if length > min(self.limit, HEADER_BYTES) or total > self.limit:
            raise Malformed(f"a message of {_mib(length + total)} is over the limit of {_mib(self.limit)}")
        body = memoryview(self._read(length + total))
        try:
            header, sizes = _decode(str(body[:length], "utf-8"))
            if any(type(size) is not int or size < 0 for size in sizes) or sum(sizes) != total:
                raise ValueError("false sizes")
        except (ValueError, TypeError, RecursionError, MemoryError) as error:
            raise Malformed(f"not a message: {type(error).__name__}") from error
        blobs, start = [], length
        for size in sizes:
            blobs.append(body[start : start + size])
            start += size
        return header, blobs

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
        try:
            small = self._chunk is not None and count <= _CHUNK
            buffer = self._chunk if small else bytearray(count)
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
        return bytes(view[:filled]) if small else buffer

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


def _refuse(name: str) -> object:
    raise ValueError(f"{name} is no JSON")


def _mib(count: int) -> str:
    return f"{count / (1 << 20):.1f} MB"


def _decode(text: str) -> object:
    try:
        value, end = _scan(text, 0)
    except StopIteration as error:
        raise ValueError("no JSON") from error
    if end != len(text):
        raise ValueError("more than JSON")
    return value


def _encoder() -> Callable[[object], str]:
    """`json`'s own encoder, with its part in C made once: `JSONEncoder.encode` makes one for each message."""
    plain = json.JSONEncoder(separators=(",", ":"))
    if json.encoder.c_make_encoder is None:
        return plain.encode
    # None: it does not look for circles, which would be remembered from a message that failed.
    pieces = json.encoder.c_make_encoder(
        None, plain.default, json.encoder.encode_basestring_ascii, None, ":", ",", False, False, True
    )
    return lambda value: "".join(pieces(value, 0))


_encode = _encoder()
_scan = json.JSONDecoder(parse_constant=_refuse).scan_once
