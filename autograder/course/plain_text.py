"""Text from outside as a person may safely read it: without escape sequences, nothing in it invisible."""

from __future__ import annotations

import re
import unicodedata

ESCAPE = re.compile(
    r"(?:\x1b\[|\x9b)([0-?]{0,64})[ -/]{0,8}([@-~])"  # CSI: colours and movements
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"  # titles, links
    r"|\x1b[ -/]{0,8}[0-~]?"
)
"""An escape sequence of a terminal (ECMA-48); the groups are the parameters and the last letter of a CSI."""
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Categories of characters that show nothing, or change how others are shown."""
_MOST_MARKS = 4
"""Most accents on a letter."""
NAME_CHARACTERS = 200
"""Longest name that is shown in full."""


def without_escapes(text: str) -> str:
    """The text without the escape sequences of a terminal."""
    return ESCAPE.sub("", text) if "\x1b" in text or _C1.search(text) else text


def visible(text: str, keep: str = "") -> str:
    """The text with every character in sight: what shows nothing, or turns the order of others, as its code.

    Args:
        text: any text, also one that cannot be encoded.
        keep: unseen characters that stay, such as a line break.
    """
    if text.isascii() and text.isprintable():
        return text
    made, marks = [], 0
    for character in text:
        kind = unicodedata.category(character)
        marks = marks + 1 if kind in ("Mn", "Me") else 0
        if kind in _UNSEEN and character not in keep:
            made.append(_code(character))
        elif marks <= _MOST_MARKS:
            made.append(character)
    return "".join(made)


def one_line(text: str, most: int = NAME_CHARACTERS) -> str:
    """A name or a message in one line, with every character in sight.

    Args:
        text: any text.
        most: longest result that is not cut, in characters.
    """
    # The rest is cut before it is read: a name may have megabytes.
    shown = visible(" ".join(without_escapes(text[: 20 * most]).split(" ")))
    return shown if len(shown) <= most and len(text) <= 20 * most else f"{shown[: most - 1]}…"


def _code(character: str) -> str:
    """A character's code, as Python writes it."""
    number = ord(character)
    if character in "\n\r\t":
        return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}[character]
    return (
        f"\\x{number:02x}" if number < 256 else f"\\u{number:04x}" if number < 1 << 16 else f"\\U{number:08x}"
    )


_C1 = re.compile(r"[\x90\x98\x9b\x9d-\x9f]")
