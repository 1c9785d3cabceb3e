"""The code of a student's function, so that a test can read its source and its facts; nobody ever runs it.

The worker tells in which cell and line a function stands. The judge compiles that cell's text, as the grader
has it, and looks the function up there.
"""

from __future__ import annotations

import linecache
import types
from collections.abc import Iterator, Mapping
from typing import Any

_FILE = "<the student's {}>"
_DEEPEST = 20


def read(function: Any) -> list[Any]:
    """In the worker: name of a function, label and text of its cell, and the number of its first line.

    Raises:
        AttributeError: if it is not written in Python.
    """
    code = function.__code__
    text = "".join(linecache.getlines(code.co_filename))
    return [str(code.co_name), str(code.co_filename).strip("<>"), text, int(code.co_firstlineno)]


def rebuilt(told: Any, cells: Mapping[str, str]) -> types.CodeType:
    """In the judge: the code object that `read` described.

    Args:
        told: what the worker said.
        cells: texts of the student's cells by label, as they were handed in.

    Raises:
        AttributeError: if there is no such code.
    """
    try:
        name, label, text, line = told
        sources = [cells[label]] if label in cells else []
        for source in (*sources, str(text)):
            filename = _FILE.format(label)
            for code in _within(compile(source, filename, "exec", dont_inherit=True)):
                if code.co_name == name and code.co_firstlineno == line:
                    lines = [f"{row}\n" for row in source.split("\n")]
                    linecache.cache[filename] = (len(source), None, lines, filename)
                    return code
    except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError):
        pass  # no cell of plain Python
    raise AttributeError("__code__")


def _within(code: types.CodeType, depth: int = 0) -> Iterator[types.CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType) and depth < _DEEPEST:
            yield constant
            yield from _within(constant, depth + 1)
