"""The instructor's names in the worker: a student's cell may use them, and none makes another thing of them.

An instructor's set-up cell runs with global names of its own. What it binds is bound for the student's cells
too, as in Jupyter; but what the student's cells make of a name later, its functions do not see, and the judge
does not either. A name that the instructor's cells do not have is the student's.

All of it lives in the student's process: code that goes looking for it can change it. So a mark that rests
on it is not called tamper-proof.
"""

from __future__ import annotations

import builtins
import types
from collections.abc import Iterable, Iterator
from typing import Any

_FACTS = ("__code__", "__defaults__", "__kwdefaults__")
"""What a function does, besides its names."""


class GivenNames(dict[str, Any]):
    """Global names of the instructor's set-up cells, before those of the student's cells."""

    def __init__(self, students: dict[str, Any]) -> None:
        """Start with none; ``students`` are the names of the student's cells."""
        super().__init__(__name__="__main__", __builtins__=builtins)
        self._students = students
        self._kept: frozenset[str] = frozenset()
        self._reserved: frozenset[str] = frozenset()
        self._before: dict[str, Any] = {}
        self._bound: dict[str, Any] = {}
        self._facts: dict[int, tuple[types.FunctionType, dict[str, Any]]] = {}

    def begin_cell(self, kept: Iterable[str]) -> None:
        """A set-up cell runs now; the names among ``kept`` stay as it binds them, and nobody else does."""
        self._kept = frozenset(kept)
        self._reserved |= self._kept
        self._before = {name: self._students.get(name) for name in self._kept}

    def end_cell(self) -> None:
        """The cell has run. What it has bound among the student's names, by a magic or a global statement, is
        the instructor's."""
        for name in self._kept & self._students.keys():
            if self._students[name] is not self._before[name] and name not in self._bound:
                self.bind(name, self._students[name])

    def is_reserved(self, name: str) -> bool:
        """Whether a name is the instructor's, even where the cell that should bind it has failed before."""
        return name in self._reserved

    def restore(self) -> None:
        """Make each name and function again what the instructor's cells made it."""
        for name, value in self._bound.items():
            super().__setitem__(name, value)
        for function, facts in self._facts.values():
            for name, fact in facts.items():
                if getattr(function, name, None) is not fact:
                    setattr(function, name, fact)

    def own(self, name: str) -> list[Any]:
        """The instructor's object of a name, in a list; an empty list for any other name."""
        return [self._bound[name]] if name in self._bound else []

    def bind(self, name: str, value: object) -> None:
        """Bind a name of the instructor's, for the student's cells too."""
        self._students[name] = value
        self._bound[name] = value
        super().__setitem__(name, value)
        if isinstance(value, types.FunctionType):
            self._facts[id(value)] = value, {fact: getattr(value, fact) for fact in _FACTS}

    def __missing__(self, name: str) -> Any:
        return self._students[name]

    def __setitem__(self, name: str, value: object) -> None:
        if name in self._kept:
            self.bind(name, value)
        else:
            self._let_go(name)
            self._students[name] = value

    def __delitem__(self, name: str) -> None:
        self._let_go(name)
        del self._students[name]

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or name in self._students

    def __iter__(self) -> Iterator[str]:
        return iter({**self._students, **dict.fromkeys(super().__iter__())})

    def keys(self) -> Any:
        """All names, the student's too."""
        return list(self)

    def get(self, name: str, default: Any = None) -> Any:
        """The object of a name, the student's too."""
        try:
            return self[name]
        except KeyError:
            return default

    def _let_go(self, name: str) -> None:
        self._bound.pop(name, None)
        super().pop(name, None)
