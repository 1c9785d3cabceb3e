"""Cells of plain Python, compiled once and run as they are: IPython costs milliseconds a cell."""

from __future__ import annotations

import ast
import linecache
import re
from collections.abc import Callable
from dataclasses import dataclass
from types import CodeType
from typing import Any

_MAGIC = re.compile(r"\A[ \t]|^\s*[%!?,;/]|\?\s*$|=\s*[%!]|^\s*>>>|^\s*In \[", re.MULTILINE)
"""What IPython would change: indented cells, magics, shell commands, help, prompts that were pasted."""


@dataclass(frozen=True)
class Code:
    """A compiled cell."""

    statements: CodeType
    """All but the last expression."""
    expression: CodeType | None
    """The last expression; None where the cell ends with another statement."""


def is_plain(source: str) -> bool:
    """Whether IPython would hand a cell to Python as it is."""
    return not _MAGIC.search(source)


def compiled(
    source: str, filename: str, rewrite: Callable[[ast.Module], ast.Module] = lambda tree: tree
) -> Code | None:
    """The code of a plain cell; None where IPython must look at it: magics, `await`, `__future__`, faults.

    Args:
        source: text of the cell.
        filename: what tracebacks call it.
        rewrite: what is made of the tree before it is compiled.
    """
    if not is_plain(source) or "__future__" in source:
        return None
    try:
        tree = rewrite(ast.parse(source, filename))
        last = tree.body[-1] if tree.body else None
        expression = None
        if isinstance(last, ast.Expr):
            tree.body.pop()
            expression = compile(ast.Expression(last.value), filename, "eval", 0, True)
        return Code(compile(tree, filename, "exec", 0, True), expression)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def execute(code: Code, names: dict[str, Any], local: dict[str, Any]) -> object:
    """Run a cell; the value of its last expression, None without one."""
    exec(code.statements, names, local)
    return None if code.expression is None else eval(code.expression, names, local)


def remember(source: str, filename: str) -> None:
    """Have tracebacks show the lines of a cell."""
    linecache.cache[filename] = (len(source), None, [f"{line}\n" for line in source.split("\n")], filename)


def last_call(source: str) -> str | None:
    """Name of the function whose bare call is the cell's last expression; None where it is another."""
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return None
    last = body[-1].value if body and isinstance(body[-1], ast.Expr) else None
    return last.func.id if isinstance(last, ast.Call) and isinstance(last.func, ast.Name) else None
