"""Which lines of the test cells students never see, and whether one of them is at work."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterable
from types import FrameType

from autograder.sandbox import cell_errors


class HiddenLines:
    """The hidden lines of the test cells that ran so far, by the label of the cell.

    What is printed and raised while one of them runs, in a cell or in a function that a cell defined, may
    hold what students must not see.
    """

    def __init__(self) -> None:
        self._lines: dict[str, frozenset[int]] = {}
        self._label = ""

    def begin_cell(self, label: str, lines: Iterable[int]) -> None:
        """Note the hidden lines, from 1, of the cell that runs next."""
        self._label = label
        self._lines[label] = frozenset(lines)

    def at_work(self) -> bool:
        """Whether a hidden line has led to where the calling thread is.

        Where no line of a cell has, nobody can tell, and the hidden lines of the running cell count.
        """
        if not any(self._lines.values()):
            return False
        frame: FrameType | None = sys._getframe(1)
        in_cell = False
        while frame is not None:
            name = frame.f_code.co_filename
            if cell_errors.is_cell(name):
                in_cell = True
                if self._holds(name, frame.f_lineno):
                    return True
            frame = frame.f_back
        return not in_cell and bool(self._lines.get(self._label))

    def led_to(self, error: BaseException) -> bool:
        """Whether a hidden line has led to an exception; as above where no line of a cell has."""
        frames = [f for f in traceback.extract_tb(error.__traceback__) if cell_errors.is_cell(f.filename)]
        if not frames:
            return bool(self._lines.get(self._label))
        return any(self._holds(frame.filename, frame.lineno or 0) for frame in frames)

    def _holds(self, name: str, line: int) -> bool:
        return line in self._lines.get(name.strip("<>"), ())
