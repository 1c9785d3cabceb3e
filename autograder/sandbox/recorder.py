"""What a running cell prints, shows and warns of, collected up to a number of bytes."""

from __future__ import annotations

import io
import sys
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from autograder.sandbox.channel import encode
from autograder.sandbox.protocol import DisplayOutput, Output, ResultOutput, StreamOutput, Warned

_MAX_WARNINGS = 50
_OVERHEAD = 100
"""Bytes that an output counts besides what it shows: a million empty ones are too many as well."""
_DEEPEST = 100
"""Deepest nesting of JSON data that is shown: the grader reads no message without end."""
_MAX_LEFT_OUT = 20
"""Outputs that are mentioned as left out when there is no room any more."""
StreamName: TypeAlias = Literal["stdout", "stderr"]


@dataclass(frozen=True)
class Drained:
    """What a call printed and warned of."""

    printed: str = ""
    """Text on standard output."""
    complained: str = ""
    """Text on standard error."""
    warned: Sequence[Warned] = ()
    """Its warnings."""


class Recorder:
    """Collects the outputs of the running cell, up to a number of bytes."""

    def __init__(self, limit: int) -> None:
        """Collect at most ``limit`` bytes between two calls of `take`."""
        self.limit = limit
        self.warned: list[Warned] = []
        """Warnings since `drain` was called last."""
        self.in_call = False
        """Whether the judge is calling the student's code at the moment."""
        self._outputs: list[Output] = []
        self._stream: StreamName = "stdout"
        self.is_hidden: Callable[[], bool] = lambda: False
        """Whether what is shown at the moment is not for students."""
        self._hidden = False
        self._printed: list[str] = []
        self._left = limit
        self._cut = False

    def stream(self, name: StreamName, text: str) -> None:
        """Add printed text."""
        if self._cut or not text:
            return
        kept = text[: max(0, self._left)]
        self._left -= len(kept.encode(errors="replace"))
        if len(kept) < len(text) or self._left <= 0:
            kept, self._cut = f"{kept}\n[cut after {self.limit:,} bytes]\n", True
            self._left = min(self._left, -1)
        hidden = self.is_hidden()
        if name != self._stream or hidden != self._hidden:
            self._end_stream()
            self._stream, self._hidden = name, hidden
        self._printed.append(kept)

    def rich(self, kind: type[DisplayOutput | ResultOutput], data: dict[str, Any]) -> None:
        """Add a display or a result, by MIME type."""
        plain = {key: value for key, value in data.items() if isinstance(value, str) or _is_json(value)}
        size = sum(len(str(value)) for value in plain.values())
        if size > self._left:
            plain, size = {"text/plain": f"[an output of {size:,} bytes was left out]"}, 50
        self._end_stream()
        if self._left <= -_MAX_LEFT_OUT * _OVERHEAD:
            return
        self._left -= size + _OVERHEAD
        self._outputs.append(kind(plain, hidden=self.is_hidden()))

    def take(self) -> list[Output]:
        """The outputs so far; start afresh."""
        self._end_stream()
        outputs, self._outputs, self._left, self._cut = self._outputs, [], self.limit, False
        return outputs

    def drain(self) -> Drained:
        """Printed text and warnings since the last call."""
        if not self._outputs and not self._printed and not self.warned:
            return Drained()
        streams = [output for output in self.take() if isinstance(output, StreamOutput)]
        printed, complained = (
            "".join(output.text for output in streams if output.name == name) for name in ("stdout", "stderr")
        )
        warned, self.warned = self.warned, []
        return Drained(printed, complained, warned)

    def take_streams(self) -> None:
        """Take all that is printed from now on."""
        sys.stdout, sys.stderr = _Stream(self, "stdout"), _Stream(self, "stderr")

    def take_warnings(self) -> None:
        """Print warnings in one line from now on; while `in_call` is set, keep them as data."""

        def show(message: object, category: type, *where: object, **more: object) -> None:
            if not self.in_call:
                self.stream("stderr", f"{category.__name__}: {message}\n")
            elif len(self.warned) < _MAX_WARNINGS:
                self.warned.append(Warned(category.__name__, str(message)[:500]))

        warnings.showwarning = show
        warnings.filterwarnings("ignore", "To exit: use")

    def _end_stream(self) -> None:
        if self._printed:
            self._left -= _OVERHEAD
            self._outputs.append(StreamOutput(self._stream, "".join(self._printed), self._hidden))
            self._printed = []


class _Stream(io.TextIOBase):
    encoding = "utf-8"

    def __init__(self, recorder: Recorder, name: StreamName) -> None:
        self._recorder, self._name = recorder, name

    def write(self, text: str) -> int:
        self._recorder.stream(self._name, str(text))
        return len(text)

    def writable(self) -> bool:
        return True


def _is_json(value: object) -> bool:
    try:
        return isinstance(value, dict | list) and bool(encode(value)) and not _is_deep(value)
    except (TypeError, ValueError, OverflowError, RecursionError):
        return False


def _is_deep(value: dict[str, Any] | list[Any]) -> bool:
    layer: list[Any] = [value]
    for _ in range(_DEEPEST):
        inside = [part.values() if isinstance(part, dict) else part for part in layer]
        layer = [item for items in inside for item in items if isinstance(item, dict | list)]
        if not layer:
            return False
    return True
