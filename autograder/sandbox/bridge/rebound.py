"""What a test puts in the place of something that the student's code uses, as `unittest.mock.patch` does.

Such a change is made in the judge. Before a call of the student's code it is looked for, and made in the
worker too: a function of the test's is called back from there. After the test everything is put back.
"""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Callable, Iterable
from types import ModuleType
from typing import Any

_DOTTED = re.compile(r"[A-Za-z_][\w.]*")
_ALWAYS = ("builtins", "sys", "random", "time", "math", "os", "numpy", "numpy.random", "numpy.linalg")
_OF_SYS = ("stdin", "argv")
_ENVIRONMENT = "os.environ"
_WORD = re.compile(r"\w+")
_MISSING = object()
_originals: dict[tuple[str, str], object] = {}
"""In the worker, what stood where a test put something else."""


def patch(module: str, name: str, *value: object) -> None:
    """In the worker: put a value in the place of a module's attribute; without one, put it back.

    The module `os.environ` stands for the environment: without a value, a variable of it is taken away.
    """
    if module == _ENVIRONMENT:
        os.environ.pop(name, None)
        if value:
            os.environ[name] = str(value[0])
        return
    owner, key = sys.modules[module], (module, name)
    if value:
        _originals.setdefault(key, getattr(owner, name, _MISSING))
        setattr(owner, name, value[0])
    elif key in _originals:
        original = _originals.pop(key)
        delattr(owner, name) if original is _MISSING else setattr(owner, name, original)


class Patches:
    """The judge's end: finds what a test has changed, and has it changed in the worker too."""

    def __init__(self, names: dict[str, Any], ask: Callable[..., Any]) -> None:
        """Look at ``names``, the global names of the tests; talk to the worker with ``ask``."""
        self._names, self._ask = names, ask
        self._words: set[str] = set()
        self._before: dict[str, dict[str, object]] = {}
        self._there: dict[str, object] = {}
        self._changed: dict[tuple[str, str], object] = {}

    def begin(self, source: str, shared: Iterable[str], patches: bool) -> None:
        """A test is about to run.

        Args:
            source: its text.
            shared: names that functions in the worker read.
            patches: whether it may put something in the place of a module's attribute.
        """
        self._there = {name: self._own(name) for name in shared}
        self._words.update(_WORD.findall(source))
        self._before = {}
        if patches:
            self._environment = self._first_environment = dict(os.environ)
            for name in self._modules(source):
                self._before[name] = dict(vars(sys.modules[name]))

    def before_call(self) -> None:
        """Make what has changed here since the last call so in the worker."""
        for name, there in self._there.items():
            here = self._own(name)
            if here is not there and here is not _MISSING:
                self._ask("put", name, here)
            self._there[name] = here
        for module, before in self._before.items():
            self._compare(module, before)
        if self._before and "environ" in self._words:
            self._compare_environment()

    def after_call(self) -> None:
        """What is changed stays so until it is changed back."""

    def end(self) -> None:
        """The test is over: put back what it has put elsewhere, here and in the worker."""
        for module, before in self._before.items():
            owner = sys.modules[module]
            for name in _compared(module, {**vars(owner), **before}, self._words):
                first, here = before.get(name, _MISSING), vars(owner).get(name)
                if isinstance(here, ModuleType) and first is _MISSING:
                    continue  # it was imported
                if first is _MISSING:
                    delattr(owner, name)
                elif here is not first:
                    setattr(owner, name, first)
        if self._before:
            for name in os.environ.keys() - self._first_environment.keys():
                del os.environ[name]
            os.environ.update(self._first_environment)
        if self._there or self._before:
            self.before_call()

    def _own(self, name: str) -> object:
        """What the tests themselves have bound to a name."""
        return dict.get(self._names, name, _MISSING)

    def _compare(self, module: str, before: dict[str, object]) -> None:
        now = vars(sys.modules[module])
        for name in _compared(module, now, self._words):
            here, first = now[name], before.get(name, _MISSING)
            there = self._changed.get((module, name), first)
            if here is there or isinstance(here, ModuleType) or isinstance(first, ModuleType):
                continue
            if here is first:
                self._ask("patch", module, name)
                del self._changed[module, name]
            else:
                self._ask("patch", module, name, here)
                self._changed[module, name] = here

    def _compare_environment(self) -> None:
        now = dict(os.environ)
        for name in now.keys() | self._environment.keys():
            if now.get(name) != self._environment.get(name):
                self._ask("patch", _ENVIRONMENT, name, *([now[name]] if name in now else []))
        self._environment = now

    def _modules(self, source: str) -> list[str]:
        """Modules whose attributes a test may replace: Python's, those it names, those that it imported."""
        bound = [value.__name__ for value in dict.values(self._names) if isinstance(value, ModuleType)]
        words = [word for text in _DOTTED.findall(source) for word in (text, text.rpartition(".")[0])]
        chosen = dict.fromkeys((*_ALWAYS, *bound, *words))
        return [name for name in chosen if isinstance(sys.modules.get(name), ModuleType)]


def _compared(module: str, now: dict[str, Any], words: Iterable[str]) -> list[str]:
    """Of the words of a test, the attributes of a module that are looked at before each call."""
    found = [name for name in words if name in now]
    if module == "sys":
        given = (name for name in found if name in _OF_SYS)
        return [name for name in given if isinstance(now[name], io.StringIO | list) or name == "stdin"]
    return [name for name in found if not name.startswith("_")]
