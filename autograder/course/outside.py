"""The border: text and structure from outside become text that can be written and structure that is bounded.

Files that students hand in and messages of the processes that run their code come in here, once, and what
lies behind may rely on it: every text can be encoded, no text is longer, no structure deeper or larger than
allowed, no number is one that JSON lacks. What is over a bound is cut, and says so where it was cut.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")

MOST_TEXT = 2_000_000
"""Longest text in characters."""
DEEPEST = 60
"""Deepest nesting of lists and dicts."""
MOST_ITEMS = 200_000
"""Most values in one structure."""
CUT = "… [cut]"
"""What stands where something was cut."""


def text(value: object, most: int = MOST_TEXT) -> str:
    """A text that can be encoded, of at most ``most`` characters; empty for what is no text.

    Half of a surrogate pair, which no file can hold, becomes a question mark.
    """
    if not isinstance(value, str):
        return ""
    kept = value if len(value) <= most else f"{value[: max(0, most - len(CUT))]}{CUT}"
    return kept.encode("utf-8", "replace").decode()


def decoded(raw: bytes) -> str:
    """A short text of a file, in whatever encoding an editor may have saved it."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return text(raw.decode("utf-16", "replace"))
    try:
        return text(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return text(raw.decode("cp1252", "replace"))


def in_one_piece(value: object) -> object:
    """A text that a notebook may hold as a list of lines, in one piece; anything else as it is."""
    return "".join(part for part in value if isinstance(part, str)) if isinstance(value, list) else value


def joined(value: object, most: int = MOST_TEXT) -> str:
    """A text that a notebook may hold in one piece or as a list of lines, made safe as `text` does."""
    return text(in_one_piece(value), most)


def data(value: object, most: int = MOST_TEXT) -> object:
    """JSON data within the bounds; ``most`` counts the characters of all its texts together."""
    return _Copy(most).of(value, DEEPEST)


class _Copy:
    """Copies a structure until there is too much of it."""

    def __init__(self, characters: int) -> None:
        self._characters, self._items = characters, MOST_ITEMS

    def of(self, value: object, depth: int) -> object:
        self._items -= 1
        if self._items < 0 or depth < 0:
            return CUT
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, dict):
            return {
                self._text(str(key)): self.of(item, depth - 1)
                for key, item in self._while_room(value.items())
            }
        if isinstance(value, list | tuple):
            return [self.of(item, depth - 1) for item in self._while_room(value)]
        if isinstance(value, float) and not math.isfinite(value):
            return None
        if value is None or isinstance(value, bool | float):
            return value
        # A larger number could not be written as text again: Python limits how many digits it converts.
        return value if isinstance(value, int) and value.bit_length() <= 10_000 else None

    def _while_room(self, items: Iterable[Item]) -> Iterator[Item]:
        for item in items:
            yield item
            if self._items <= 0:
                return

    def _text(self, value: str) -> str:
        kept = text(value, max(self._characters, len(CUT)))
        self._characters -= len(kept)
        return kept
