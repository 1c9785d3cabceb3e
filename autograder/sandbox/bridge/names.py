"""The global names of the test cells: the tests' own, and behind them those of the worker."""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Iterator
from typing import Any

from autograder.sandbox.bridge.handles import ClassHandle
from autograder.sandbox.bridge.proxies import Link

_BUILTINS = vars(builtins)


class Names(dict[str, Any]):
    """The global names of the test cells; what is missing is looked for in the worker, once for each cell.

    A test may delete a name of the student's, to see who uses it, and put the object back: both happen in
    the worker. No other assignment reaches it, but for those that `rebound` is told of: its value might be
    what the test expects.
    """

    link: Link | None = None
    _taken: frozenset[str] = frozenset()

    def begin_cell(self, forget: Iterable[str] = (), classes: Iterable[str] = ()) -> None:
        """Forget the student's values, for the student's cells may have changed them; and what the tests
        themselves have bound to the names in ``forget``. Those in ``classes`` are the task's classes."""
        self._classes = frozenset(classes)
        self._values: dict[str, list[object]] = {}
        for name in forget:
            self.pop(name, None)

    def has_own(self, name: str) -> bool:
        """Whether the tests themselves have bound a name."""
        return super().__contains__(name)

    def get(self, name: str, default: Any = None) -> Any:
        """The object of a name, the student's too."""
        try:
            return self[name]
        except KeyError:
            return default

    def keys(self) -> Any:
        """All names, the student's too."""
        return list(self)

    def __iter__(self) -> Iterator[str]:
        theirs = self.link.ask("names", None) if self.link is not None else []
        return iter({**dict.fromkeys(filter(_is_name, theirs)), **dict.fromkeys(super().__iter__())})

    def __contains__(self, name: object) -> bool:
        if super().__contains__(name):
            return True
        return type(name) is str and name not in _BUILTINS and self._found(name)

    def __missing__(self, name: str) -> object:
        if name in _BUILTINS or not self._found(name):
            raise KeyError(name)
        return self._values[name][0]

    def __delitem__(self, name: str) -> None:
        if self.has_own(name) or self.link is None:
            super().__delitem__(name)
        elif not self.link.ask("take", None, name):
            raise KeyError(name)
        else:
            self._values.pop(name, None)
            self._taken |= {name}

    def __setitem__(self, name: str, value: object) -> None:
        if name in self._taken and self.link is not None and self.link.holds(value):
            self.link.ask("put", None, name, value)
            self._taken -= {name}
            self.pop(name, None)
        else:
            super().__setitem__(name, value)

    def _found(self, name: str) -> bool:
        """Whether the worker has a name; its object is kept until the next cell."""
        if self.link is None:
            return False
        if name not in self._values:
            found = self.link.ask("global", None, name)
            self._values[name] = found if type(found) is list else []
            if name in self._classes and found and type(found[0]) is ClassHandle:
                self.link.tasks_classes.add(found[0]._number)
        return bool(self._values[name])


def _is_name(value: object) -> bool:
    return type(value) is str
