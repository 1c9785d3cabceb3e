"""Printed text as a terminal shows it, as HTML: progress bars in their last state, colours as classes."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from autograder.course.plain_text import ESCAPE, visible

MOST_CHARACTERS = 100_000
"""Longest printed text that is shown, in characters."""
MOST_LINES = 2_000
"""Most lines of it."""
_MOST_READ = 1_000_000
"""How much of a text is read, in characters; the grader keeps about as much of a cell's output."""
_WIDEST = 1_000
"""How far to the right an escape sequence moves at most."""
_ELEMENT = 30
"""Characters that the element of a coloured piece takes."""
_COLOURS = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
_MOVES = re.compile(r"[\r\x08]|\x1b\[[0-?]*[ -/]*[A-HJKSTf]")
"""What makes a terminal write over what stands there."""
_PART = re.compile(
    rf"(?P<escape>{ESCAPE.pattern})|(?P<move>[\r\n\x08])|(?P<text>[^\x1b\x90\x98\x9b\x9d-\x9f\r\n\x08]+)"
)
_CONTROLS = {code: 0x2400 + code for code in range(32) if chr(code) not in "\n\t"} | {0x7F: 0x2421}
"""Unicode's pictures of the control characters that are left."""


def as_html(text: str) -> str:
    """Printed text as HTML for a ``<pre>``; what is too long is cut, with a note.

    Lines are what a terminal would show at the end: a line that was written over and over (``\\r``) once,
    in its last state. The work grows with the length of the text.
    """
    # Of what is much too long only the part is read that might be shown.
    if _MOVES.search(text):
        lines = _screen(text[-_MOST_READ:])
    else:
        lines = _lines(
            "\n".join(text[:_MOST_READ].replace("\r\n", "\n").split("\n", MOST_LINES + 1)[: MOST_LINES + 1])
        )
    lines, cut = _bounded(lines, text)
    note = f'\n<span class="note">[{cut}]</span>' if cut else ""
    return "\n".join("".join(map(_span, line)) for line in lines) + note


@dataclass(frozen=True)
class _Piece:
    """Text of one style."""

    text: str
    style: str = ""
    """Classes of its element, separated by blanks."""


def _span(piece: _Piece) -> str:
    shown = html.escape(visible(piece.text.translate(_CONTROLS), keep="\t"), quote=False)
    return f'<span class="{piece.style}">{shown}</span>' if piece.style and shown else shown


def _bounded(lines: list[list[_Piece]], text: str) -> tuple[list[list[_Piece]], str]:
    """The lines that are shown, and what to say of the others."""
    kept, left = [], MOST_CHARACTERS
    for line in lines[:MOST_LINES]:
        length = sum(map(_length, line))
        if length > left:
            kept.append(_begin(line, left))
            left = -1
            break
        kept.append(line)
        left -= length + 1
    if left >= 0 and len(kept) == len(lines) and len(text) <= _MOST_READ:
        return kept, ""
    number = text.count("\n") + 1
    return kept, f"cut: the output has {number:,} line{'s'[: number > 1]} and {len(text):,} characters in all"


def _length(piece: _Piece) -> int:
    """Characters that a piece takes of the page, with its element."""
    return len(piece.text) + (_ELEMENT if piece.style else 0)


def _begin(line: list[_Piece], most: int) -> list[_Piece]:
    kept = []
    for piece in line:
        if most > 0:
            kept.append(_Piece(piece.text[:most], piece.style))
        most -= _length(piece)
    return kept


def _lines(text: str) -> list[list[_Piece]]:
    """Lines of a text that only has colours."""
    lines: list[list[_Piece]] = [[]]
    style = _Style()
    for part in _PART.finditer(text):
        if part["text"]:
            lines[-1].append(_Piece(part["text"], style.classes))
        elif part["move"]:
            lines.append([])
        else:
            style.read(*_codes(part["escape"]))
    return lines


def _screen(text: str) -> list[list[_Piece]]:
    """Lines of a text that writes over itself, character by character."""
    rows: list[list[tuple[str, str]]] = [[]]
    row = column = 0
    blanks = _MOST_READ  # that may still be put in: a short sequence asks for many of them
    style = _Style()
    for part in _PART.finditer(text.replace("\r\n", "\n")):
        if part["text"]:
            line = rows[row]
            column = min(column, len(line) + blanks)
            blanks -= max(column - len(line), 0)
            end = column + len(part["text"])
            line += [(" ", "")] * (column - len(line))
            line[column:end] = [(character, style.classes) for character in part["text"]]
            column = end
        elif part["move"] == "\n":
            row, column = row + 1, 0
            if row == len(rows):
                rows.append([])
        elif part["move"]:
            column = 0 if part["move"] == "\r" else max(column - 1, 0)
        else:
            parameters, letter = _codes(part["escape"])
            style.read(parameters, letter)
            number = parameters[0] if parameters else 0
            if letter in "AF":
                row = max(row - (number or 1), 0)
            elif letter in "BE":
                row = min(row + (number or 1), len(rows) - 1)
            elif letter in "CD":
                far = column + (number or 1) * (1 if letter == "C" else -1)
                column = min(max(far, 0), max(len(rows[row]), _WIDEST))
            elif letter == "G":
                column = min(max(number - 1, 0), max(len(rows[row]), _WIDEST))
            elif letter == "K" and len(rows[row]) <= blanks:
                blanks -= len(rows[row]) if number else 0
                _erase(rows[row], column, number)
            elif letter == "J" and number >= 2:
                rows, row, column = [[]], 0, 0
            column = 0 if letter in "EF" else column
    return [_pieces(line) for line in rows]


def _erase(line: list[tuple[str, str]], column: int, what: int) -> None:
    """Erase a line: to its end (0), to its beginning (1), all of it (2)."""
    if what == 0:
        del line[column:]
    else:
        end = len(line) if what == 2 else min(column + 1, len(line))
        line[:end] = [(" ", "")] * end


def _pieces(line: list[tuple[str, str]]) -> list[_Piece]:
    made: list[tuple[list[str], str]] = []
    for character, style in line:
        if not made or made[-1][1] != style:
            made.append(([], style))
        made[-1][0].append(character)
    return [_Piece("".join(characters), style) for characters, style in made]


def _codes(escape: str) -> tuple[list[int], str]:
    """Parameters and last letter of a CSI sequence; no letter for another one."""
    found = ESCAPE.fullmatch(escape)
    if found is None or found[2] is None:
        return [], "-"
    return [min(int(code), 9999) if code.isdecimal() else 0 for code in found[1].split(";")[:16]], found[2]


@dataclass
class _Style:
    """The colours and the weight that hold at the moment."""

    classes: str = ""
    """Classes of the element."""
    _now: dict[str, str] = field(default_factory=dict)

    def read(self, codes: list[int], letter: str) -> None:
        """Follow a sequence, if it is one of colours (SGR)."""
        if letter != "m":
            return
        rest = iter(codes)
        for code in rest:
            if code == 0:
                self._now.clear()
            elif code in (38, 48):
                # A colour of 256 or of 16 million: that of the text stays.
                for _ in range({5: 1, 2: 3}.get(next(rest, 0), 0)):
                    next(rest, 0)
            elif code in _WEIGHTS:
                self._now[_WEIGHTS[code]] = f"t-{_WEIGHTS[code]}"
            elif code in _ENDS:
                for kind in _ENDS[code]:
                    self._now.pop(kind, None)
            elif 30 <= code <= 37 or 90 <= code <= 97:
                self._now["colour"] = f"t-{_COLOURS[code % 10]}"
            elif 40 <= code <= 47 or 100 <= code <= 107:
                self._now["back"] = f"t-on-{_COLOURS[code % 10]}"
        self.classes = " ".join(self._now.values())


_WEIGHTS = {1: "bold", 3: "italic", 4: "underline"}
_ENDS = {22: ("bold",), 23: ("italic",), 24: ("underline",), 39: ("colour",), 49: ("back",)}
