"""Answers that know nothing of the task: each must earn nothing in any problem set.

One answer replaces everything that the solution cells of a set define: a function returns the nonsense, so
does each method of a class, and a variable is it. A mark that such an answer earns shows a test that compares
nothing, as where `np.allclose` meets an empty array, or a loop goes over no items.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from autograder.course.notebooks import parse

_PRELUDE = '''\
import itertools
import unittest

import numpy as np


class Agrees:
    """Says yes to every operation and every question, and is its own item, attribute and result."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *arguments, **keywords):
        return self

    def yes(self, *others):
        return True

    def itself(self, *others):
        return self

    def zero(self, *others):
        return 0.0

    def once(self):
        return iter([self])


for operation in "eq ne lt le gt ge bool contains".split():
    setattr(Agrees, f"__{operation}__", Agrees.yes)
for operation in "add sub mul truediv floordiv mod pow matmul and or xor neg pos abs getitem".split():
    setattr(Agrees, f"__{operation}__", Agrees.itself)
    setattr(Agrees, f"__r{operation}__", Agrees.itself)
for operation in "float round".split():
    setattr(Agrees, f"__{operation}__", Agrees.zero)
Agrees.__array__ = lambda self, *arguments, **keywords: np.empty(0)
Agrees.__int__ = Agrees.__len__ = Agrees.__index__ = lambda self: 0
Agrees.__iter__, Agrees.__hash__ = Agrees.once, object.__hash__
Agrees.shape, Agrees.dtype, Agrees.ndim, Agrees.size = (), np.dtype(float), 0, 1


class AgreesAsFloat(float):
    """A number that equals every other."""


class AgreesAsArray(np.ndarray):
    """An array that equals every other."""

    def __array_ufunc__(self, *arguments, **keywords):
        return True

    def __array_function__(self, *arguments, **keywords):
        return True


for kind in (AgreesAsFloat, AgreesAsArray):
    for operation in "eq ne lt le gt ge".split():
        setattr(kind, f"__{operation}__", lambda *both: True)
    kind.__hash__ = object.__hash__


def raises(error):
    raise error


def first(arguments, keywords):
    return next(iter([*arguments, *keywords.values()]), None)
'''
NONSENSE = {
    "None": "None",
    "nan": "float('nan')",
    "zero": "0.0",
    "one": "1.0",
    "true": "True",
    "a text": "'nonsense'",
    "an empty list": "[]",
    "an empty dict": "{}",
    "empty array (0,)": "np.empty(0)",
    "empty array (0, 0)": "np.empty((0, 0))",
    "empty array (1, 0)": "np.empty((1, 0))",
    "empty array (0, 1, 1)": "np.empty((0, 1, 1))",
    "empty array (0, 1, 1, 1, 1, 1)": "np.empty((0, 1, 1, 1, 1, 1))",
    "an array of nan": "np.full(1, np.nan)",
    "four empty arrays": "tuple(np.empty((0, 1)) for _ in range(4))",
    "two empty arrays": "[np.empty(0), np.empty(0)]",
    "the first argument": "first(arguments, keywords)",
    "all arguments": "list(arguments)",
    "an object that agrees": "Agrees()",
    "a number that agrees": "AgreesAsFloat(0.5)",
    "an array that agrees": "np.zeros(1).view(AgreesAsArray)",
    "four objects that agree": "tuple(Agrees() for _ in range(4))",
    "an endless iterator": "itertools.repeat(0.0)",
    "no iterator": "iter(())",
    "StopIteration": "raises(StopIteration)",
    "SkipTest": "raises(unittest.SkipTest('not today'))",
}
"""Names of the answers, and expressions in which `arguments` and `keywords` are those of the call."""


@dataclass(frozen=True)
class Nonsense:
    """An answer that knows nothing."""

    name: str
    """What it is."""
    cells: dict[str, str]
    """Text of each solution cell, by its grade_id."""


def nonsense(solutions: Iterable[tuple[str, str]]) -> Iterator[Nonsense]:
    """Every answer that knows nothing.

    Args:
        solutions: grade_id and text of each solution cell of the source.
    """
    known = [(name, parse(source)) for name, source in solutions]
    for name, expression in NONSENSE.items():
        yield Nonsense(name, {cell: _PRELUDE + _answered(tree, expression) for cell, tree in known})


def _answered(tree: ast.Module, expression: str) -> str:
    return "\n".join(line for statement in tree.body for line in _replaced(statement, expression))


def _replaced(statement: ast.stmt, expression: str) -> Iterator[str]:
    if isinstance(statement, ast.FunctionDef):
        yield f"def {statement.name}(*arguments, **keywords):\n    return {expression}\n"
    elif isinstance(statement, ast.ClassDef):
        yield f"class {statement.name}:"
        yield "    def __init__(self, *arguments, **keywords):\n        pass"
        methods = [node.name for node in statement.body if isinstance(node, ast.FunctionDef)]
        for method in dict.fromkeys(["__call__", "__getattr__", *methods]):
            if method == "__getattr__":
                yield "    def __getattr__(self, name):\n        arguments, keywords = (), {}"
                yield f"        return {expression}"
            elif method != "__init__":
                yield f"    def {method}(self, *arguments, **keywords):\n        return {expression}"
    elif isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        for node in (node for target in targets for node in ast.walk(target)):
            if isinstance(node, ast.Name):
                yield f"arguments, keywords = (), {{}}\n{node.id} = {expression}"
