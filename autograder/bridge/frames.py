"""Messages over a socket: a length-prefixed JSON header, then raw bytes."""

from __future__ import annotations

import json
import socket
import struct
import time
from collections.abc import Sequence

_PREFIX = struct.Struct(">IQ")
HEADER_BYTES = 32 << 20
"""Largest JSON header; the raw bytes behind it may be larger."""


class LinkBroken(BaseException):
    """The other side can no longer be talked to. Not an `Exception`: no test may catch it by accident."""

    verdict = "stopped"
    """Verdict of the cell that was running."""


class Gone(LinkBroken):
    """The other side has ended."""


class Late(LinkBroken):
    """No answer came before the deadline."""

    verdict = "timeout"


class Malformed(LinkBroken):
    """A message broke the rules: not JSON, a false length, a value that cannot be."""


class TooLarge(ValueError):
    """A message that would be over the limit; nothing was sent."""


class Channel:
    """Sends and receives messages over a connected stream socket."""

    def __init__(self, connection: socket.socket, limit: int) -> None:
        """Wrap ``connection``; ``limit`` is the largest message in bytes."""
        self.socket = connection
        self.limit = limit
        self.deadline: float | None = None
        """`time.monotonic` at which waiting ends; None waits for ever."""

    def send(self, header: object, blobs: Sequence[bytes | memoryview] = ()) -> None:
        """Send ``header`` (JSON data) and the raw ``blobs``.

        Raises:
            TooLarge: if the message is over the limit; the other side has seen nothing.
            Gone, Late: if the other side does not take it.
        """
        text = json.dumps([header, [len(blob) for blob in blobs]], separators=(",", ":")).encode()
        total = sum(len(blob) for blob in blobs)
        if len(text) > min(self.limit, HEADER_BYTES) or total > self.limit:
            raise TooLarge(f"a message of {_mib(len(text) + total)} is over the limit of {_mib(self.limit)}")
        self._timeout()
        try:
            self.socket.sendall(_PREFIX.pack(len(text), total) + text)
            for blob in blobs:
                self._timeout()
                self.socket.sendall(blob)
        except TimeoutError as error:
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
            header, sizes = json.loads(bytes(body[:length]), parse_constant=_refuse)
            if any(type(size) is not int or size < 0 for size in sizes) or sum(sizes) != total:
                raise ValueError("false sizes")
        except (ValueError, TypeError, RecursionError, MemoryError) as error:
            raise Malformed(f"not a message: {type(error).__name__}") from error
        blobs, start = [], length
        for size in sizes:
            blobs.append(body[start : start + size])
            start += size
        return header, blobs

    def close(self) -> None:
        """Close the socket; the other side sees that this one has ended."""
        self.socket.close()

    def _read(self, count: int) -> bytearray:
        try:
            buffer = bytearray(count)
            view, filled = memoryview(buffer), 0
            while filled < count:
                self._timeout()
                got = self.socket.recv_into(view[filled:])
                if not got:
                    raise Gone("the other side has ended")
                filled += got
        except TimeoutError as error:
            raise Late("no answer in time") from error
        except OSError as error:
            raise Gone("the other side has ended") from error
        except MemoryError as error:
            raise Malformed(f"no memory for a message of {_mib(count)}") from error
        return buffer

    def _timeout(self) -> None:
        if self.deadline is None:
            return
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise Late("no answer in time")
        self.socket.settimeout(left)


def _refuse(name: str) -> object:
    raise ValueError(f"{name} is no JSON")


def _mib(count: int) -> str:
    return f"{count / (1 << 20):.1f} MB"
